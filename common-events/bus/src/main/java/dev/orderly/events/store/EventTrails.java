package dev.orderly.events.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds stored events for an operator, without an index that each raised event would have to pay for. An id is a UUIDv7, so
 * it says when the event was raised; insertion ids follow that time closely, so a binary search over the primary key finds
 * the place, and a scan of the events of some seconds finds the event. What has no time, an aggregate or a trace, is
 * searched for among the {@value #LATEST} latest events.
 *
 * <p>The binary search assumes that the clocks of the instances differ by less than a minute, and that none was set back by
 * more than that. An event that does not keep to it is not found.
 */
public final class EventTrails {

    static final int LATEST = 100_000;

    /** By how much clocks may differ: first little, as the range to scan grows with it. */
    private static final List<Duration> TOLERANCES = List.of(Duration.ofSeconds(1), Duration.ofMinutes(1));

    /**
     * The first insertion id whose event, and so about all after it, was raised at this time or later. Each step looks at
     * one entry of the primary key; 10 million events take 24 steps.
     */
    static final String SEARCH = """
            WITH RECURSIVE bounds AS (
                SELECT coalesce((SELECT insertion_id FROM orderly.event_entry ORDER BY insertion_id LIMIT 1), 0) AS low,
                       coalesce((SELECT insertion_id FROM orderly.event_entry ORDER BY insertion_id DESC LIMIT 1), -1) + 1 AS high
            ), search AS (
                SELECT low, high FROM bounds
                UNION ALL
                SELECT CASE WHEN probe.occurred_at < :time THEN probe.insertion_id + 1 ELSE search.low END,
                       CASE WHEN probe.occurred_at < :time THEN search.high ELSE (search.low + search.high) / 2 END
                FROM search CROSS JOIN LATERAL (
                    SELECT insertion_id, occurred_at
                    FROM orderly.event_entry
                    WHERE insertion_id >= (search.low + search.high) / 2
                    ORDER BY insertion_id
                    LIMIT 1) AS probe
                WHERE search.low < search.high
            )
            SELECT low FROM search WHERE low >= high ORDER BY low LIMIT 1""";

    static final String BY_ID = """
            SELECT insertion_id, id, type, source, subject, occurred_at, trace_parent
            FROM orderly.event_entry
            WHERE insertion_id >= :from AND insertion_id < :to AND id = :id""";

    private static final String AMONG_LATEST = """
            SELECT insertion_id, id, type, source, subject, occurred_at, trace_parent
            FROM (
                SELECT insertion_id, id, type, source, subject, occurred_at, trace_parent
                FROM orderly.event_entry
                ORDER BY insertion_id DESC
                LIMIT :latest) AS latest
            WHERE %s
            ORDER BY insertion_id DESC
            LIMIT :limit""";

    static final String OF_SUBJECT = AMONG_LATEST.formatted("subject = :value");

    static final String OF_TRACE = AMONG_LATEST.formatted("split_part(trace_parent, '-', 2) = :value");

    /** A run never reaches over more insertion ids than a partition has. Most are as short as a batch, which the first range covers. */
    static final String POSITION = """
            SELECT run.first_position - 1 + %s
            FROM orderly.event_run AS run
            WHERE lowest_insertion_id BETWEEN :insertion - :longest AND :insertion
              AND %s >= :insertion AND %s
            LIMIT 1""".formatted(
                    EventRuns.countUpTo(":insertion"),
                    EventRuns.insertionIdAt("run.last_position"),
                    EventRuns.contains(":insertion"));

    private static final List<Long> LONGEST_RUNS = List.of(5_000L, RangePartitions.SIZE);

    private final JdbcClient jdbc;

    EventTrails(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The event of this id; empty if the store does not have it, or no longer. */
    public Optional<StoredEvent> find(UUID id) {
        if (id.version() != 7) {
            return Optional.empty();
        }
        var raised = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
        return TOLERANCES.stream()
                .flatMap(tolerance -> jdbc
                        .sql(BY_ID)
                        .param("from", firstSince(raised.minus(tolerance)))
                        .param("to", firstSince(raised.plus(tolerance)))
                        .param("id", id)
                        .query(EventTrails::row)
                        .list()
                        .stream())
                .findFirst()
                .map(this::withPosition);
    }

    /** The latest events of the aggregate, the latest first. */
    public List<StoredEvent> ofSubject(String subject, int limit) {
        return amongLatest(OF_SUBJECT, subject, limit);
    }

    /** The latest events of the trace, the latest first. */
    public List<StoredEvent> ofTrace(String traceId, int limit) {
        return amongLatest(OF_TRACE, traceId, limit);
    }

    private List<StoredEvent> amongLatest(String sql, String value, int limit) {
        return jdbc
                .sql(sql)
                .param("latest", LATEST)
                .param("value", value)
                .param("limit", limit)
                .query(EventTrails::row)
                .list()
                .stream()
                .map(this::withPosition)
                .toList();
    }

    private long firstSince(Instant time) {
        return jdbc.sql(SEARCH)
                .param("time", time.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    private StoredEvent withPosition(Row row) {
        var position = LONGEST_RUNS.stream()
                .flatMap(longest -> jdbc
                        .sql(POSITION)
                        .param("insertion", row.insertionId())
                        .param("longest", longest)
                        .query(Long.class)
                        .list()
                        .stream())
                .findFirst()
                .orElse(null);
        var event = row.event();
        return new StoredEvent(
                event.id(),
                event.type(),
                event.source(),
                event.subject(),
                event.storedAt(),
                position,
                event.traceParent());
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getLong("insertion_id"),
                new StoredEvent(
                        row.getObject("id", UUID.class),
                        row.getString("type"),
                        row.getString("source"),
                        row.getString("subject"),
                        row.getObject("occurred_at", OffsetDateTime.class).toInstant(),
                        null,
                        row.getString("trace_parent")));
    }

    private record Row(long insertionId, StoredEvent event) {}
}
