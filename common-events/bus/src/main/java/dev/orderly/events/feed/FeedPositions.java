package dev.orderly.events.feed;

import org.springframework.jdbc.core.simple.JdbcClient;

/** How far a consumer has read each feed, in its own database: saved in the transaction that handles the events. */
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

    /** Up to where the feed has been read; 0 in the beginning. */
    long get(String feed) {
        return jdbc.sql(SELECT)
                .params(consumer, feed)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Part of the running transaction. */
    void save(String feed, long position) {
        jdbc.sql(UPSERT).params(consumer, feed, position).update();
    }
}
