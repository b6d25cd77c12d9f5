package dev.orderly.events.feed;

import java.util.List;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The position of a consumer in each feed. It is in the consumer's database, saved in the transaction that processes the events. */
final class FeedPositions {

    private static final String SELECT = """
            SELECT position FROM orderly.feed_position WHERE consumer = ? AND feed = ?""";

    private static final String UPSERT = """
            INSERT INTO orderly.feed_position AS saved (consumer, feed, position) VALUES (?, ?, ?)
            ON CONFLICT (consumer, feed) DO UPDATE SET position = greatest(saved.position, excluded.position)""";

    private static final String INSERT = """
            INSERT INTO orderly.feed_position (consumer, feed, position) VALUES (?, ?, ?) ON CONFLICT DO NOTHING""";

    private static final String SELECT_LOWEST = """
            SELECT min(coalesce(saved.position, 0))
            FROM unnest(?::text[]) AS named (consumer)
            LEFT JOIN orderly.feed_position AS saved ON saved.consumer = named.consumer AND saved.feed = ?""";

    private final JdbcClient jdbc;
    private final String consumer;
    private final List<String> consumers;

    /** @param consumers all consumers of this service */
    FeedPositions(JdbcClient jdbc, String consumer, List<String> consumers) {
        this.jdbc = jdbc;
        this.consumer = consumer;
        this.consumers = consumers;
    }

    /** What the slowest consumer of this service has read: the publisher knows the service as one reader. */
    long reachedByAll(String feed) {
        return jdbc.sql(SELECT_LOWEST)
                .param(consumers.toArray(String[]::new))
                .param(feed)
                .query(Long.class)
                .single();
    }

    /** The position up to which the feed was read; empty if this consumer has never read it. */
    Optional<Long> find(String feed) {
        return jdbc.sql(SELECT).params(consumer, feed).query(Long.class).optional();
    }

    /** Begins to read the feed after this position, unless an instance of this service has begun already. */
    void begin(String feed, long position) {
        jdbc.sql(INSERT).params(consumer, feed, position).update();
    }

    /** Saves the position, in the running transaction if there is one. It never goes back. */
    void save(String feed, long position) {
        jdbc.sql(UPSERT).params(consumer, feed, position).update();
    }
}
