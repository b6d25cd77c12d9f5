package dev.orderly.events.store;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How far the forwarder has delivered the events of this store. The retention keeps every event that it has not passed;
 * no request over HTTP can change it.
 */
public final class ForwarderPosition {

    /**
     * Its commit does not wait for the disk: a database that crashes may go back to an earlier position, as if the
     * forwarder had crashed before it saved the last ones.
     */
    private static final String UPSERT = """
            INSERT INTO orderly.forwarder_position AS saved (position)
            SELECT ? WHERE set_config('synchronous_commit', 'off', true) IS NOT NULL
            ON CONFLICT (singleton) DO UPDATE SET position = excluded.position, updated_at = clock_timestamp()
            WHERE saved.position < excluded.position""";

    private static final String SELECT = "SELECT position FROM orderly.forwarder_position";

    /** The oldest event is the first that has a position and was not passed, or else the first without a position. */
    private static final String BACKLOG = """
            WITH forwarder AS (
                SELECT coalesce(max(position), 0) AS position,
                       coalesce(extract(epoch FROM clock_timestamp() - max(updated_at)), 'infinity')::float8 AS resting
                FROM orderly.forwarder_position
            )
            SELECT forwarder.position,
                   head.position - forwarder.position + %1$s AS events,
                   coalesce(greatest(0, extract(epoch FROM clock_timestamp() - coalesce(
                       (SELECT entry.occurred_at
                        FROM orderly.event_run AS run
                        JOIN orderly.event_entry AS entry
                          ON entry.insertion_id = %3$s
                        WHERE run.last_position > forwarder.position
                        ORDER BY run.last_position
                        LIMIT 1),
                       %2$s))), 0)::float8 AS age,
                   forwarder.resting
            FROM forwarder CROSS JOIN orderly.event_head AS head""".formatted(
            UnnumberedEntries.COUNT, UnnumberedEntries.OLDEST, EventRuns.insertionIdAt("(forwarder.position + 1)"));

    private final JdbcClient jdbc;

    public ForwarderPosition(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The saved position, or 0. */
    public long get() {
        return jdbc.sql(SELECT).query(Long.class).optional().orElse(0L);
    }

    /** Saves the position, but never goes back. */
    public void update(long position) {
        jdbc.sql(UPSERT).param(position).update();
    }

    /** What the forwarder has still to send; everything, if it has never started. */
    public Backlog backlog() {
        return jdbc.sql(BACKLOG).query(Backlog.class).single();
    }
}
