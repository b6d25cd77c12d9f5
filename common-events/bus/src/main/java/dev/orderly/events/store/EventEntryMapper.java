package dev.orderly.events.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

import org.springframework.jdbc.core.RowMapper;

/** Reads entries with their position, from what {@link #SELECT} selects. */
final class EventEntryMapper implements RowMapper<EventEntry> {

    /** The entries of a table or subquery {@code run}, to be ordered by {@code position}. */
    static final String SELECT = """
            SELECT run.first_position + entry.insertion_id - run.first_insertion_id AS position,
                   entry.id, entry.type, entry.source, entry.subject, entry.occurred_at, entry.content_type,
                   entry.payload, entry.trace_parent
            FROM run JOIN orderly.event_entry AS entry
              ON entry.insertion_id BETWEEN run.first_insertion_id
                                        AND run.first_insertion_id + run.last_position - run.first_position""";

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
