package dev.orderly.events.kafka;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Kafka as the transport. The connection to the brokers is configured with {@code spring.kafka}.
 *
 * @param createTopics       whether the service creates the missing topics that it publishes to and subscribes to; it
 *                           never changes an existing topic
 * @param partitions         the number of partitions of a created topic
 * @param replicationFactor  the replication factor of a created topic; -1 for the broker's default
 * @param transactionTimeout the broker aborts a transaction that a crashed forwarder left open after this time; until
 *                           then, or until a forwarder of the same source starts, consumers wait before that transaction
 * @param retryPause         the pause before a consumer polls the same records again, during an outage of the database.
 *                           Also the first pause between two attempts to reach the brokers, if their names do not
 *                           resolve or they refuse the credentials: each further pause is twice as long, up to 15s
 */
@ConfigurationProperties("orderly.kafka")
public record KafkaTransportProperties(
        @DefaultValue("true") boolean createTopics,
        @DefaultValue("6") int partitions,
        @DefaultValue("-1") short replicationFactor,
        @DefaultValue("10s") Duration transactionTimeout,
        @DefaultValue("1s") Duration retryPause) {}
