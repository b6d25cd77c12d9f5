package dev.orderly.events.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Where in the store a reader can begin. Each method reads about all events before that place: they are for beginnings only. */
public final class StoreOffsets {

    /**
     * No event of that time or later has a lower insertion id than the first one that the store finds, and so none has a position
     * in an earlier run, or before that id in its run.
     */
    private static final String SINCE = """
            WITH first AS MATERIALIZED (
                SELECT min(insertion_id) AS insertion_id FROM orderly.event_entry WHERE occurred_at >= :time)
            SELECT min(run.first_position + %s) - 1
            FROM first JOIN orderly.event_run AS run ON %s >= first.insertion_id""".formatted(
                    EventRuns.countUpTo("(first.insertion_id - 1)"), EventRuns.insertionIdAt("run.last_position"));

    private final JdbcClient jdbc;

    StoreOffsets(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The position before the first event that is kept; if none is, that of the last event. */
    public long earliest() {
        return jdbc.sql(JdbcEventStore.FIRST_AFTER)
                        .param("position", 0)
                        .query(Long.class)
                        .single()
                - 1;
    }

    /**
     * A position that is before each event that was raised at this time or later; empty if no event with a position was. It
     * goes by the clocks of those that raised the events.
     */
    public Optional<Long> since(Instant time) {
        return jdbc.sql(SINCE)
                .param("time", time.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .optional();
    }
}
