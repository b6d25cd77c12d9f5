/** Kafka as the transport: one transaction a batch on the sending side, one database transaction a poll on the receiving side. */
@NullMarked
package dev.orderly.events.kafka;

import org.jspecify.annotations.NullMarked;
