/** RabbitMQ as the transport. */
@NullMarked
package dev.orderly.events.rabbit;

import org.jspecify.annotations.NullMarked;
