package dev.orderly.events.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;

import dev.orderly.events.EventMetadata;
import org.springframework.jdbc.core.RowMapper;

/** Maps the rows of {@link #SELECT} to entries with their positions. */
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
        var metadata = new EventMetadata(
                row.getObject("id", UUID.class),
                row.getString("type"),
                row.getString("source"),
                row.getString("subject"),
                row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                row.getLong("position"),
                row.getString("trace_parent"));
        return new EventEntry(metadata, row.getString("content_type"), row.getBytes("payload"));
    }
}
