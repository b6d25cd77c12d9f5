package dev.orderly.events.store;

import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Numbers events in PostgreSQL. One statement numbers a batch and returns it.
 *
 * <p>The row lock on the head serializes sequencers. The condition on the head makes each sequencer take that lock before
 * it deletes its first row; otherwise two sequencers could deadlock. A sequencer that had to wait continues with the
 * snapshot it took before: it deletes only the rows that still exist. Its snapshot cannot contain an aggregate's later
 * event without the earlier one, because the earlier one was committed before the later one was inserted.
 */
final class JdbcEventSequencer implements EventSequencer {

    private static final String NUMBER = """
            WITH head AS (
                SELECT position FROM orderly.event_head FOR UPDATE
            ), batch AS (
                DELETE FROM orderly.unnumbered_event
                WHERE insertion_id <= (
                    SELECT max(insertion_id)
                    FROM (
                        SELECT insertion_id, sum(payload_size) OVER (ORDER BY insertion_id) - payload_size AS before
                        FROM (
                            SELECT insertion_id, payload_size
                            FROM orderly.unnumbered_event ORDER BY insertion_id LIMIT ?
                        ) AS first
                    ) AS measured
                    WHERE before < ?)
                  AND (SELECT position FROM head) IS NOT NULL
                RETURNING insertion_id
            ), numbered AS (
                SELECT insertion_id, row_number() OVER (ORDER BY insertion_id) AS number FROM batch
            ), run AS (
                INSERT INTO orderly.event_run (first_position, last_position, first_insertion_id)
                SELECT head.position + min(number), head.position + max(number), min(insertion_id)
                FROM numbered CROSS JOIN head
                GROUP BY head.position, insertion_id - number
                RETURNING *
            ), moved AS (
                UPDATE orderly.event_head SET position = (SELECT max(last_position) FROM run)
                WHERE EXISTS (SELECT FROM run)
            )
            %s
            ORDER BY position""".formatted(EventEntryMapper.SELECT);

    private static final String STATE = """
            SELECT position, EXISTS (SELECT FROM orderly.unnumbered_event) AS unnumbered
            FROM orderly.event_head""";

    private final JdbcClient jdbc;
    private final RangePartitions runs;
    private volatile long endOfRuns;

    JdbcEventSequencer(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.runs = new RangePartitions(jdbc, "event_run");
    }

    @Override
    public Numbered number(int limit) {
        var state = jdbc.sql(STATE).query(State.class).single();
        if (!state.unnumbered()) {
            return new Numbered(List.of(), state.position());
        }
        // A batch is never larger than a partition.
        if (state.position() >= endOfRuns - RangePartitions.SIZE) {
            endOfRuns = runs.addFor(state.position());
        }
        var entries = jdbc.sql(NUMBER)
                .params(Math.min(limit, RangePartitions.SIZE), EventStore.BATCH_BYTES)
                .query(new EventEntryMapper())
                .list();
        var head = entries.isEmpty()
                ? state.position()
                : entries.get(entries.size() - 1).position();
        return new Numbered(entries, head);
    }

    @Override
    public long head() {
        return jdbc.sql(STATE).query(State.class).single().position();
    }

    private record State(long position, boolean unnumbered) {}
}
