package dev.orderly.events.rabbit;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * RabbitMQ as the transport. The connection to the broker is configured with {@code spring.rabbitmq}.
 *
 * @param createQueues   whether the service creates the missing exchanges and queues of its events and of its consumers;
 *                       without it, its user needs no right to configure anything
 * @param consumers      the services that consume this service's events. Their queues are created with the exchange, so
 *                       that an event that is sent before a consumer's first start waits for it in its queue
 * @param confirmTimeout if the broker does not confirm a batch within this time, the batch is sent again
 * @param retryPause     the pause between two attempts to process a batch, during an outage of the database, or to reach
 *                       the broker
 */
@ConfigurationProperties("orderly.rabbitmq")
public record RabbitTransportProperties(
        @DefaultValue("true") boolean createQueues,
        @DefaultValue List<String> consumers,
        @DefaultValue("10s") Duration confirmTimeout,
        @DefaultValue("1s") Duration retryPause) {}
