/** A dispatcher whose RabbitMQ channel commits after the database, and a listener in another process. */
@NullMarked
package dev.orderly.lab.rung.rabbittransaction;

import org.jspecify.annotations.NullMarked;
