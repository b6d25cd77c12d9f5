package dev.orderly.events.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

import dev.orderly.events.EventMetadata;
import org.springframework.jdbc.core.RowMapper;

/** Maps rows with the {@link #COLUMNS} of {@code event_entry} to entries. */
final class EventEntryMapper implements RowMapper<EventEntry> {

    static final String COLUMNS = """
            entry.id, entry.type, entry.source, entry.subject, entry.occurred_at, entry.content_type,
            entry.payload, entry.trace_parent, entry.context""";

    /** A row with its {@code position}. */
    @Override
    public EventEntry mapRow(ResultSet row, int rowNumber) throws SQLException {
        return entry(row, row.getLong("position"));
    }

    static EventEntry entry(ResultSet row, long position) throws SQLException {
        var metadata = new EventMetadata(
                row.getObject("id", UUID.class),
                row.getString("type"),
                row.getString("source"),
                row.getString("subject"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                position,
                row.getString("trace_parent"),
                StoredContext.read(row.getString("context")),
                false);
        return new EventEntry(metadata, row.getString("content_type"), row.getBytes("payload"));
    }
}
