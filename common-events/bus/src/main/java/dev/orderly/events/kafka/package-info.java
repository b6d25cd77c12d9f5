/** Kafka as the transport: the sender uses one Kafka transaction per batch, the consumer one database transaction per poll. */
@NullMarked
package dev.orderly.events.kafka;

import org.jspecify.annotations.NullMarked;
