package dev.orderly.events.store;

import java.util.List;
import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Numbers events in PostgreSQL, one statement a batch.
 *
 * <p>The row lock on the head serialises sequencers; the condition on the head makes each take it before it deletes its
 * first row, or two of them could wait for each other. One that had to wait goes on with the snapshot it took before:
 * it deletes only what is still there, and its snapshot cannot hold an aggregate's later event without the earlier one,
 * which was committed before the later one was inserted.
 */
final class JdbcEventSequencer implements EventSequencer {

    static final long PARTITION_SIZE = 1_000_000;

    private static final String NUMBER = """
            WITH head AS (
                SELECT position FROM orderly.event_head FOR UPDATE
            ), batch AS (
                DELETE FROM orderly.unnumbered_event
                WHERE insertion_id <= (
                    SELECT max(insertion_id)
                    FROM (
                        SELECT insertion_id,
                               sum(octet_length(payload)) OVER (ORDER BY insertion_id) - octet_length(payload) AS before
                        FROM (
                            SELECT insertion_id, payload FROM orderly.unnumbered_event ORDER BY insertion_id LIMIT ?
                        ) AS first
                    ) AS measured
                    WHERE before < ?)
                  AND (SELECT position FROM head) IS NOT NULL
                RETURNING *
            ), numbered AS (
                INSERT INTO orderly.event_entry (%1$s)
                SELECT head.position + row_number() OVER (ORDER BY insertion_id),
                       id, type, source, subject, occurred_at, content_type, payload, trace_parent
                FROM batch CROSS JOIN head
                RETURNING %1$s
            ), moved AS (
                UPDATE orderly.event_head SET position = position + (SELECT count(*) FROM numbered)
                WHERE EXISTS (SELECT FROM numbered)
            )
            SELECT %1$s FROM numbered ORDER BY position""".formatted(EventEntryMapper.COLUMNS);

    private static final String STATE = """
            SELECT position, EXISTS (SELECT FROM orderly.unnumbered_event) AS unnumbered
            FROM orderly.event_head""";

    /**
     * IF NOT EXISTS alone does not keep two sequencers from making the same one. The lock comes before any other, as
     * numbering takes its locks in the same order: first the table, then the head.
     */
    private static final String ADD_PARTITION = """
            DO $$
            BEGIN
                IF to_regclass('orderly.event_entry_%1$d') IS NULL THEN
                    LOCK TABLE orderly.event_entry IN ACCESS EXCLUSIVE MODE;
                    CREATE TABLE IF NOT EXISTS orderly.event_entry_%1$d PARTITION OF orderly.event_entry
                    FOR VALUES FROM (%2$d) TO (%3$d);
                END IF;
            END $$""";

    private final JdbcClient jdbc;
    private volatile long partitionedUpTo;

    JdbcEventSequencer(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public Numbered number(int limit) {
        var state = jdbc.sql(STATE).query(State.class).single();
        if (!state.unnumbered()) {
            return new Numbered(List.of(), state.position());
        }
        addPartitions(state.position());
        var entries = jdbc.sql(NUMBER)
                .params(limit, EventStore.BATCH_BYTES)
                .query(new EventEntryMapper())
                .list();
        var head = entries.isEmpty()
                ? state.position()
                : entries.get(entries.size() - 1).position();
        return new Numbered(entries, head);
    }

    /** Keeps the partition of the head and the one after it in place, so that no batch can ever run out of room. */
    private void addPartitions(long head) {
        while (partitionedUpTo < head + PARTITION_SIZE) {
            long number = partitionedUpTo == 0 ? head / PARTITION_SIZE : partitionedUpTo / PARTITION_SIZE;
            long from = number * PARTITION_SIZE;
            jdbc.sql(ADD_PARTITION.formatted(number, from, from + PARTITION_SIZE))
                    .update();
            partitionedUpTo = from + PARTITION_SIZE;
        }
    }

    private record State(long position, boolean unnumbered) {}
}
