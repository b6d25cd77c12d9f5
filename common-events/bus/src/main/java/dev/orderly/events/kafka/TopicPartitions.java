package dev.orderly.events.kafka;

import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Saves the number of partitions that a topic had when it was first used. An aggregate's events must stay in one
 * partition, so partitions that are added later stay unused.
 */
final class TopicPartitions {

    private static final String INSERT = """
            INSERT INTO orderly.topic_partitions (topic, partitions) VALUES (?, ?)
            ON CONFLICT DO NOTHING""";

    private static final String SELECT = "SELECT partitions FROM orderly.topic_partitions WHERE topic = ?";

    private final JdbcClient jdbc;

    TopicPartitions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The number of partitions to spread the aggregates over.
     *
     * @param existing the number of partitions that the topic has now
     * @throws IllegalStateException if it has fewer than before, for example because the topic was created again
     */
    int pin(String topic, int existing) {
        jdbc.sql(INSERT).params(topic, existing).update();
        int pinned = pinned(topic).orElseThrow();
        if (existing < pinned) {
            throw new IllegalStateException(
                    "The topic %1$s has %2$d partitions, but its events were spread over %3$d: forwarding now could break the order within an aggregate. Give it %3$d partitions; or, after every consumer has read all of it, delete its row from orderly.topic_partitions"
                            .formatted(topic, existing, pinned));
        }
        return pinned;
    }

    /** What {@link #pin} has saved. */
    Optional<Integer> pinned(String topic) {
        return jdbc.sql(SELECT).param(topic).query(Integer.class).optional();
    }
}
