package dev.orderly.events.rabbit;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * RabbitMQ as the transport. How to reach the broker is said by {@code spring.rabbitmq}.
 *
 * @param consumers      who handles the service's events. The broker keeps an event only in the queues that there are, so
 *                       theirs are made along with the exchange, and what is sent before one of them first starts waits
 *                       for it
 * @param confirmTimeout how long the broker may take to confirm a batch; then it is sent again
 * @param retryPause     how long a consumer waits before it tries again to take in what it was sent, when the database
 *                       is away
 */
@ConfigurationProperties("orderly.rabbitmq")
public record RabbitTransportProperties(
        @DefaultValue List<String> consumers,
        @DefaultValue("10s") Duration confirmTimeout,
        @DefaultValue("1s") Duration retryPause) {}
