package dev.orderly.events.kafka;

import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Where a consumer began in its topics, as the database remembers it. */
final class TopicStarts {

    private static final String SELECT = """
            SELECT offsets FROM orderly.topic_start WHERE consumer = ? AND topic = ?""";

    private static final String INSERT = """
            INSERT INTO orderly.topic_start (consumer, topic, offsets) VALUES (?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String HAS_PROCESSED = """
            SELECT EXISTS (SELECT FROM orderly.processed_event WHERE consumer = ?)""";

    private final JdbcClient jdbc;
    private final String consumer;

    TopicStarts(JdbcClient jdbc, String consumer) {
        this.jdbc = jdbc;
        this.consumer = consumer;
    }

    /** The offsets by partition; empty if it is not decided yet. */
    Optional<List<Long>> find(String topic) {
        return jdbc.sql(SELECT)
                .params(consumer, topic)
                .query((row, number) -> List.of((Long[]) row.getArray("offsets").getArray()))
                .optional();
    }

    /** Saves the offsets, unless another instance has decided first. */
    void save(String topic, List<Long> offsets) {
        jdbc.sql(INSERT)
                .param(consumer)
                .param(topic)
                .param(offsets.toArray(Long[]::new))
                .update();
    }

    /** Whether the consumer has processed any event that is remembered. */
    boolean hasProcessed() {
        return jdbc.sql(HAS_PROCESSED).param(consumer).query(Boolean.class).single();
    }
}
