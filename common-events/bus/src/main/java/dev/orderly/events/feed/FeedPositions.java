package dev.orderly.events.feed;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The position of a consumer in each feed. It is in the consumer's database, saved in the transaction that processes the events. */
final class FeedPositions {

    private static final String SELECT = """
            SELECT position FROM orderly.feed_position WHERE consumer = ? AND feed = ?""";

    private static final String UPSERT = """
            INSERT INTO orderly.feed_position AS saved (consumer, feed, position) VALUES (?, ?, ?)
            ON CONFLICT (consumer, feed) DO UPDATE SET position = greatest(saved.position, excluded.position)""";

    private final JdbcClient jdbc;
    private final String consumer;

    FeedPositions(JdbcClient jdbc, String consumer) {
        this.jdbc = jdbc;
        this.consumer = consumer;
    }

    /** The position up to which the feed was read; 0 before the first event. */
    long get(String feed) {
        return jdbc.sql(SELECT)
                .params(consumer, feed)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Saves the position, in the running transaction if there is one. It never goes back. */
    void save(String feed, long position) {
        jdbc.sql(UPSERT).params(consumer, feed, position).update();
    }
}
