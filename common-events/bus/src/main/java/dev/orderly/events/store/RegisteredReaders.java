package dev.orderly.events.store;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The registered readers of the feed. The retention keeps every event that one of them has not passed. The forwarder is
 * listed with them, but its position is its own: see {@link ForwarderPosition}.
 */
public final class RegisteredReaders {

    /** Each keeps the retention waiting, so many of them are a mistake or an attack. */
    static final int MOST = 1_000;

    /** A reader cannot pass the head: with a later position, the retention would never wait for it. */
    private static final String UPSERT = """
            INSERT INTO orderly.reader_offset AS saved (reader, position)
            SELECT :reader, least(:position, position) FROM orderly.event_head
            WHERE EXISTS (SELECT FROM orderly.reader_offset WHERE reader = :reader)
               OR (SELECT count(*) FROM orderly.reader_offset) < :most
            ON CONFLICT (reader) DO UPDATE SET position = excluded.position WHERE saved.position < excluded.position""";

    private static final String LIST = """
            SELECT name, reader.position,
                   greatest(0, event_head.position - reader.position) + %s AS lag
            FROM (
                SELECT reader AS name, position FROM orderly.reader_offset
                UNION ALL
                SELECT source, position FROM orderly.forwarder_position CROSS JOIN orderly.event_store_owner
            ) AS reader CROSS JOIN orderly.event_head
            ORDER BY name""".formatted(UnnumberedEntries.COUNT);

    private static final String EXISTS = "SELECT EXISTS (SELECT FROM orderly.reader_offset WHERE reader = ?)";

    private static final String DELETE = "DELETE FROM orderly.reader_offset WHERE reader = ?";

    private final JdbcClient jdbc;

    public RegisteredReaders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Registers the reader, or saves that it has passed this position. The saved position never goes back.
     *
     * @throws TooManyReadersException if {@value #MOST} others are registered, and this one is not
     */
    public void passed(String reader, long position) {
        int saved = jdbc.sql(UPSERT)
                .param("reader", reader)
                .param("position", position)
                .param("most", MOST)
                .update();
        // An unchanged position saves nothing either.
        if (saved == 0 && !jdbc.sql(EXISTS).param(reader).query(Boolean.class).single()) {
            throw new TooManyReadersException();
        }
    }

    /** All registered readers and the forwarder, by name. */
    public List<RegisteredReader> list() {
        return jdbc.sql(LIST).query(RegisteredReader.class).list();
    }

    /** Removes a reader; returns false if there is none of this name. */
    public boolean remove(String reader) {
        return jdbc.sql(DELETE).param(reader).update() > 0;
    }
}
