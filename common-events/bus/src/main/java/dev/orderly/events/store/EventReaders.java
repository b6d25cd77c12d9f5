package dev.orderly.events.store;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The registered readers of the store: the forwarder, and whoever pulls and asks to be waited for. */
public record EventReaders(JdbcClient jdbc) {

    /** Nobody has passed what is not there: a reader that names a later position would never be waited for. */
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

    private static final String DELETE = "DELETE FROM orderly.reader_offset WHERE reader = ?";

    /** Registers the reader, or remembers that it has passed this position; never goes back. */
    public void passed(String reader, long position) {
        jdbc.sql(UPSERT).params(reader, position).update();
    }

    /** The last position that this reader has passed, or 0. */
    public long position(String reader) {
        return jdbc.sql(SELECT).param(reader).query(Long.class).optional().orElse(0L);
    }

    /** All of them, by name. */
    public List<EventReader> list() {
        return jdbc.sql(LIST).query(EventReader.class).list();
    }

    /** Forgets one; false when there is none of this name. */
    public boolean remove(String reader) {
        return jdbc.sql(DELETE).param(reader).update() > 0;
    }
}
