package dev.orderly.lab.rung.book;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The table of events, in the order's own database. */
class EventStore {

    private static final String INSERT = """
            INSERT INTO evententry (type, content_type, payload, timestamp) VALUES (?, ?, ?, ?)""";

    private static final String SELECT_FROM_ROW = """
            SELECT id, type, content_type, payload, timestamp FROM evententry ORDER BY id LIMIT ? OFFSET ?""";

    private static final String SELECT_AFTER_ID = """
            SELECT id, type, content_type, payload, timestamp FROM evententry WHERE id > ? ORDER BY id LIMIT ?""";

    static final RowMapper<EventEntry> ENTRY = (row, number) -> new EventEntry(
            row.getLong("id"),
            row.getString("type"),
            row.getString("content_type"),
            row.getString("payload"),
            row.getObject("timestamp", OffsetDateTime.class).toInstant());

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Clock clock;

    EventStore(JdbcClient jdbc, JsonMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** In the caller's transaction: the event exists if the change does. */
    void save(Object event) {
        jdbc.sql(INSERT)
                .params(
                        event.getClass().getName(),
                        "application/json",
                        json.writeValueAsString(event),
                        clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** The book's query. An event that commits late moves all rows after it by one. */
    List<EventEntry> get(long offset, long limit) {
        return jdbc.sql(SELECT_FROM_ROW).params(limit, offset).query(ENTRY).list();
    }

    /** The repaired query. An event that commits after a higher id was read is still never found. */
    List<EventEntry> getAfter(long id, long limit) {
        return jdbc.sql(SELECT_AFTER_ID).params(id, limit).query(ENTRY).list();
    }
}
