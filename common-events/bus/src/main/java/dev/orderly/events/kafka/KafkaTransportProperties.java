package dev.orderly.events.kafka;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Kafka as the transport. How to reach the broker is said by {@code spring.kafka}.
 *
 * @param createTopics       whether the service makes the topics it publishes to and listens to when they are missing;
 *                           an existing topic is never changed
 * @param partitions         of a topic that is made
 * @param replicationFactor  of a topic that is made; -1 for the broker's default
 * @param transactionTimeout after which the broker ends a transaction that a dead forwarder left open; consumers cannot
 *                           pass it until then, or until a forwarder of the same source starts
 * @param retryPause         how long a consumer waits before it asks for the same records again, when the database is
 *                           away; and before a second attempt to reach brokers whose names are unknown, or that refuse
 *                           the credentials: each further pause is twice as long, up to 15 s
 */
@ConfigurationProperties("orderly.kafka")
public record KafkaTransportProperties(
        @DefaultValue("true") boolean createTopics,
        @DefaultValue("6") int partitions,
        @DefaultValue("-1") short replicationFactor,
        @DefaultValue("10s") Duration transactionTimeout,
        @DefaultValue("1s") Duration retryPause) {}
