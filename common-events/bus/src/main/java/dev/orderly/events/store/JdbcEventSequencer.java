package dev.orderly.events.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import dev.orderly.events.store.EventRuns.Range;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Gives positions in PostgreSQL. It reads what has none, counts, and then saves the result in one short statement that
 * compares the head and the frontier with what it has read. If another sequencer was faster, it reads again. While entries
 * travel, no lock is held.
 *
 * <p>Insertion ids that have no entry yet when the frontier passes them are kept as holes: see {@link OpenHoles}.
 */
final class JdbcEventSequencer implements EventSequencer {

    /**
     * The update takes the lock of the head row, and everything else depends on it. Returns a transaction id that is higher
     * than those of all transactions that had an insertion id when the entries were read.
     */
    private static final String ADVANCE = """
            WITH moved AS (
                UPDATE orderly.event_head SET position = :newPosition, frontier = :newFrontier
                WHERE position = :position AND frontier = :frontier
                RETURNING pg_current_xact_id()::text::bigint AS transaction
            ), numbered AS (
                INSERT INTO orderly.event_run (first_position, last_position, lowest_insertion_id, insertion_offsets)
                SELECT run.*, :offsets::int[]
                FROM moved CROSS JOIN unnest(:firsts::bigint[], :lasts::bigint[], :ids::bigint[]) AS run
            ), filled AS (
                DELETE FROM orderly.event_hole
                WHERE first_insertion_id = ANY (:filled::bigint[]) AND EXISTS (SELECT FROM moved)
            ), left_open AS (
                INSERT INTO orderly.event_hole (first_insertion_id, last_insertion_id)
                SELECT hole.*
                FROM moved CROSS JOIN unnest(:holeFirsts::bigint[], :holeLasts::bigint[]) AS hole
            )
            SELECT transaction FROM moved""";

    private static final String HAS_HOLES = """
            SELECT EXISTS (SELECT FROM orderly.event_hole WHERE first_insertion_id > ?)""";

    private static final String NEXT_TRANSACTION = "SELECT pg_current_xact_id()::text::bigint";

    /** Skipped while another sequencer has the head. */
    private static final String CLOSE = """
            WITH head AS (
                SELECT position FROM orderly.event_head FOR UPDATE SKIP LOCKED
            )
            DELETE FROM orderly.event_hole
            WHERE first_insertion_id <= (
                SELECT max(first_insertion_id)
                FROM (
                    SELECT first_insertion_id
                    FROM orderly.event_hole
                    WHERE first_insertion_id <= ?
                    ORDER BY first_insertion_id
                    LIMIT ?
                ) AS first)
              AND EXISTS (SELECT FROM head)""";

    private static final String REMAIN = "SELECT EXISTS (SELECT FROM orderly.event_hole WHERE first_insertion_id <= ?)";

    private static final String HEAD = "SELECT position FROM orderly.event_head";

    private static final int CLOSED_AT_ONCE = 10_000;
    private static final Duration BETWEEN_CLOSINGS = Duration.ofMillis(100);

    /** No frontier: insertion ids begin at 1. */
    private static final long NONE = -1;

    private final JdbcClient jdbc;
    private final RangePartitions partitions;
    private final ReentrantLock lock = new ReentrantLock();
    private final OpenHoles holes = new OpenHoles();
    private long frontier = NONE;
    private long endOfRuns;
    private long closedAt = System.nanoTime();

    JdbcEventSequencer(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.partitions = new RangePartitions(jdbc, "event_run");
    }

    @Override
    public Numbered number(int limit) {
        lock.lock();
        try {
            var numbered = tryNumber(limit);
            while (numbered == null) {
                numbered = tryNumber(limit);
            }
            return numbered;
        } catch (RuntimeException e) {
            // The next answer may come from another server, or from an earlier state of this one.
            beginAnew();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long head() {
        return jdbc.sql(HEAD).query(Long.class).single();
    }

    /** Returns null if another sequencer has moved the head or the frontier meanwhile. */
    private @Nullable Numbered tryNumber(int limit) {
        var read =
                UnnumberedEntries.read(jdbc, frontier, holes.suspects(), (int) Math.min(limit, RangePartitions.SIZE));
        if (read.frontier() != frontier) {
            follow(read.frontier());
            return null;
        }
        if (read.entries().isEmpty()) {
            holes.lookedInto(read.snapshot());
        } else {
            var transaction = advance(read);
            if (transaction == null) {
                return null;
            }
            if (read.allHolesRead()) {
                holes.lookedInto(read.snapshot());
            }
            if (!read.newHoles().isEmpty()) {
                holes.found(frontier + 1, read.newFrontier(), transaction);
            }
            frontier = read.newFrontier();
        }
        tend(read.entries().isEmpty());
        return new Numbered(read.entries(), read.head() + read.entries().size());
    }

    private void beginAnew() {
        holes.forget();
        frontier = NONE;
    }

    /** Another sequencer, or an earlier process, has passed insertion ids, and may have found holes. */
    private void follow(long newFrontier) {
        if (newFrontier < frontier) {
            // The database was restored to an earlier time.
            beginAnew();
        }
        if (jdbc.sql(HAS_HOLES).param(frontier).query(Boolean.class).single()) {
            holes.adopt(frontier + 1, newFrontier);
        }
        frontier = newFrontier;
    }

    /** Saves the positions. Returns null if another sequencer was faster. */
    private @Nullable Long advance(UnnumberedEntries read) {
        // A batch is never larger than a partition.
        if (read.head() >= endOfRuns - RangePartitions.SIZE) {
            endOfRuns = partitions.addFor(read.head());
        }
        long newPosition = read.head() + read.entries().size();
        var ids = read.insertionIds();
        var consecutive = InsertionIds.rangesOf(ids);
        var offsets = EventRuns.offsets(ids, consecutive);
        var runs = offsets == null
                ? Range.of(read.head() + 1, consecutive)
                : List.of(new Range(read.head() + 1, newPosition, ids.get(0)));
        List<InsertionIds> openHoles = new ArrayList<>(read.remainingHoles());
        openHoles.addAll(read.newHoles());
        return jdbc.sql(ADVANCE)
                .param("position", read.head())
                .param("frontier", read.frontier())
                .param("newPosition", newPosition)
                .param("newFrontier", read.newFrontier())
                .param("firsts", runs.stream().mapToLong(Range::firstPosition).toArray())
                .param("lasts", runs.stream().mapToLong(Range::lastPosition).toArray())
                .param("ids", runs.stream().mapToLong(Range::firstInsertionId).toArray())
                .param("offsets", offsets)
                .param("filled", InsertionIds.firsts(List.copyOf(read.inHoles().keySet())))
                .param("holeFirsts", InsertionIds.firsts(openHoles))
                .param("holeLasts", InsertionIds.lasts(openHoles))
                .query(Long.class)
                .optional()
                .orElse(null);
    }

    /** Closes the holes that nobody can fill any more; now and then, as each closing is a commit. */
    private void tend(boolean isIdle) {
        if (holes.isBoundMissing()) {
            holes.bound(jdbc.sql(NEXT_TRANSACTION).query(Long.class).single());
        }
        var closable = holes.closable();
        if (closable.isEmpty() || !isIdle && System.nanoTime() - closedAt < BETWEEN_CLOSINGS.toNanos()) {
            return;
        }
        closedAt = System.nanoTime();
        int closed =
                jdbc.sql(CLOSE).params(closable.getAsLong(), CLOSED_AT_ONCE).update();
        if (closed < CLOSED_AT_ONCE
                && !jdbc.sql(REMAIN)
                        .param(closable.getAsLong())
                        .query(Boolean.class)
                        .single()) {
            holes.closed();
        }
    }
}
