package dev.orderly.lab.rung.book;

import java.time.ZoneOffset;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The events that have failed and are to be retried. */
class FailedEvents {

    private static final String INSERT = """
            INSERT INTO failed_event (id, type, content_type, payload, timestamp) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING""";

    private static final String SELECT = """
            SELECT id, type, content_type, payload, timestamp FROM failed_event ORDER BY id""";

    private static final String DELETE = """
            DELETE FROM failed_event WHERE id = ?""";

    private final JdbcClient jdbc;

    FailedEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void add(EventEntry entry) {
        jdbc.sql(INSERT)
                .params(
                        entry.id(),
                        entry.type(),
                        entry.contentType(),
                        entry.payload(),
                        entry.timestamp().atOffset(ZoneOffset.UTC))
                .update();
    }

    List<EventEntry> all() {
        return jdbc.sql(SELECT).query(EventStore.ENTRY).list();
    }

    void remove(EventEntry entry) {
        jdbc.sql(DELETE).param(entry.id()).update();
    }
}
