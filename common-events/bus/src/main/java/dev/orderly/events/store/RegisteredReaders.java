package dev.orderly.events.store;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The registered readers of the store: the forwarder, and the readers of the feed that name themselves. The retention
 * keeps every event that one of them has not passed.
 */
public final class RegisteredReaders {

    /** A reader cannot pass the head: with a later position, the retention would never wait for it. */
    private static final String UPSERT = """
            INSERT INTO orderly.reader_offset AS saved (reader, position)
            SELECT ?, least(?, position) FROM orderly.event_head
            ON CONFLICT (reader) DO UPDATE SET position = excluded.position WHERE saved.position < excluded.position""";

    private static final String SELECT = "SELECT position FROM orderly.reader_offset WHERE reader = ?";

    private static final String LIST = """
            SELECT reader AS name, reader_offset.position,
                   greatest(0, event_head.position - reader_offset.position)
                       + (SELECT count(*) FROM orderly.unnumbered_event) AS lag
            FROM orderly.reader_offset CROSS JOIN orderly.event_head
            ORDER BY reader""";

    /** The oldest event is the first that has a position and was not passed, or else the first without a position. */
    private static final String BACKLOG = """
            WITH reader AS (
                SELECT coalesce((SELECT position FROM orderly.reader_offset WHERE reader = ?), 0) AS position
            )
            SELECT reader.position,
                   head.position - reader.position + (SELECT count(*) FROM orderly.unnumbered_event) AS events,
                   coalesce(greatest(0, extract(epoch FROM clock_timestamp() - coalesce(
                       (SELECT entry.occurred_at
                        FROM orderly.event_run AS run
                        JOIN orderly.event_entry AS entry
                          ON entry.insertion_id = run.first_insertion_id + reader.position + 1 - run.first_position
                        WHERE run.last_position > reader.position
                        ORDER BY run.last_position
                        LIMIT 1),
                       (SELECT entry.occurred_at
                        FROM orderly.unnumbered_event
                        JOIN orderly.event_entry AS entry USING (insertion_id)
                        ORDER BY insertion_id
                        LIMIT 1)))), 0)::float8 AS age
            FROM reader CROSS JOIN orderly.event_head AS head""";

    private static final String DELETE = "DELETE FROM orderly.reader_offset WHERE reader = ?";

    private final JdbcClient jdbc;

    public RegisteredReaders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Registers the reader, or saves that it has passed this position. The saved position never goes back. */
    public void passed(String reader, long position) {
        jdbc.sql(UPSERT).params(reader, position).update();
    }

    /** The last position that this reader has passed, or 0. */
    public long position(String reader) {
        return jdbc.sql(SELECT).param(reader).query(Long.class).optional().orElse(0L);
    }

    /** What the reader has still to read; everything, if it is not registered. */
    public Backlog backlog(String reader) {
        return jdbc.sql(BACKLOG).param(reader).query(Backlog.class).single();
    }

    /** All registered readers, by name. */
    public List<RegisteredReader> list() {
        return jdbc.sql(LIST).query(RegisteredReader.class).list();
    }

    /** Removes a reader; returns false if there is none of this name. */
    public boolean remove(String reader) {
        return jdbc.sql(DELETE).param(reader).update() > 0;
    }
}
