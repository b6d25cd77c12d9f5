package dev.orderly.events.store;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The registered readers of the store. */
public record EventReaders(JdbcClient jdbc) {

    private static final String UPSERT = """
            INSERT INTO orderly.reader_offset AS saved (reader, position) VALUES (?, ?)
            ON CONFLICT (reader) DO UPDATE SET position = excluded.position WHERE saved.position < excluded.position""";

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

    /** All of them, by name. */
    public List<EventReader> list() {
        return jdbc.sql(LIST).query(EventReader.class).list();
    }

    /** Forgets one; false when there is none of this name. */
    public boolean remove(String reader) {
        return jdbc.sql(DELETE).param(reader).update() > 0;
    }
}
