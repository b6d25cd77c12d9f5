/** Kafka and RabbitMQ as processes of this machine. */
@NullMarked
package dev.orderly.localstack.broker;

import org.jspecify.annotations.NullMarked;
