package dev.orderly.events.kafka;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Remembers with how many partitions a topic was first used. An aggregate's events have to stay in one partition, so
 * partitions that are added to a topic later stay unused.
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
     * How many partitions to spread aggregates over.
     *
     * @param existing how many the topic has now
     * @throws IllegalStateException when some have gone, as when the topic was made anew
     */
    int pin(String topic, int existing) {
        jdbc.sql(INSERT).params(topic, existing).update();
        int pinned = jdbc.sql(SELECT).param(topic).query(Integer.class).single();
        if (existing < pinned) {
            throw new IllegalStateException(
                    "The topic %1$s has %2$d partitions, and its events were spread over %3$d: forwarding now could break the order of an aggregate. Give it %3$d partitions; or, when every consumer has read all of it, delete its row from orderly.topic_partitions"
                            .formatted(topic, existing, pinned));
        }
        return pinned;
    }
}
