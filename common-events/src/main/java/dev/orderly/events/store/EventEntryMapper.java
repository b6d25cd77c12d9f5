package dev.orderly.events.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

import org.springframework.jdbc.core.RowMapper;

/** Reads the columns of {@code orderly.event_entry}, in the order of {@link #COLUMNS}. */
final class EventEntryMapper implements RowMapper<EventEntry> {

    static final String COLUMNS =
            "position, id, type, source, subject, occurred_at, content_type, payload, trace_parent";

    @Override
    public EventEntry mapRow(ResultSet row, int rowNumber) throws SQLException {
        return new EventEntry(
                row.getLong(1),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant(),
                row.getString(7),
                row.getBytes(8),
                row.getString(9));
    }
}
