package dev.orderly.events.store;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Drops old events, a whole partition at a time. A partition is dropped when no further event can be stored in it, every
 * registered reader has passed all of its events, and its newest event is old enough. Without any registered reader nothing
 * is dropped; the forwarder is a registered reader.
 *
 * <p>DELETE costs about as much as INSERT did, so it is only for services that fill a partition slowly: what is older by
 * {@code deleteAfter} than a partition has to be is deleted, under the same conditions, in small transactions.
 */
final class EventRetention implements SmartLifecycle {

    private static final Logger log = SafeLog.of(EventStore.class);

    /** The newest by insertion id. A transaction that committed late may have stored an event that is a little newer. */
    private static final String NEWEST = "SELECT occurred_at FROM orderly.%s ORDER BY insertion_id DESC LIMIT 1";

    /** Below the frontier and outside of holes, each entry has its position, and no other can be stored any more. */
    private static final String IS_PASSED = """
            SELECT (SELECT frontier FROM orderly.event_head) >= :end - 1
               AND NOT EXISTS (SELECT FROM orderly.event_hole WHERE first_insertion_id < :end)
               AND NOT EXISTS (
                    SELECT
                    FROM orderly.event_run AS run CROSS JOIN (
                        SELECT coalesce(min(position), 0) AS position
                        FROM (
                            SELECT position FROM orderly.reader_offset
                            UNION ALL
                            SELECT position FROM orderly.forwarder_position
                        ) AS reader
                    ) AS slowest
                    WHERE lowest_insertion_id < :end
                      AND last_position > slowest.position
                      AND first_position - 1 + %s > slowest.position)""".formatted(EventRuns.countUpTo("(:end - 1)"));

    /** The end of the oldest entries that are old enough, by insertion id. */
    private static final String END_OF_OLD = """
            SELECT coalesce(min(insertion_id) FILTER (WHERE occurred_at >= :since), max(insertion_id) + 1, 0)
            FROM (SELECT insertion_id, occurred_at FROM orderly.event_entry ORDER BY insertion_id LIMIT :limit) AS oldest""";

    private static final String DELETE = "DELETE FROM orderly.event_entry WHERE insertion_id < ?";

    private static final String DELETE_DISCARDED = "DELETE FROM orderly.discarded_event WHERE discarded_at < ?";

    private static final int DELETED_AT_ONCE = 1_000;

    private static final String IS_OF_DROPPED_ENTRIES = """
            SELECT (SELECT position FROM orderly.event_head) >= ?
               AND NOT EXISTS (
                    SELECT FROM orderly.%s AS run WHERE """ + EventRuns.insertionIdAt("run.last_position") + " >= ?)";

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final Duration keep;
    private final Duration deleteAfter;
    private final Duration interval;
    private final RangePartitions entries;
    private final RangePartitions runs;
    private @Nullable ScheduledExecutorService executor;

    EventRetention(
            JdbcClient jdbc,
            TransactionOperations transactions,
            Clock clock,
            Duration keep,
            Duration deleteAfter,
            Duration interval) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.keep = keep;
        this.deleteAfter = deleteAfter;
        this.interval = interval;
        this.entries = new RangePartitions(jdbc, "event_entry");
        this.runs = new RangePartitions(jdbc, "event_run");
    }

    @Override
    public void start() {
        var started = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "event-retention"));
        started.scheduleWithFixedDelay(this::dropPassed, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        executor = started;
    }

    @Override
    public void stop() {
        var stopping = executor;
        executor = null;
        if (stopping != null) {
            stopping.shutdown();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }

    /** Drops the partitions that are not needed any more, oldest first, and deletes what is much older than needed. */
    void dropPassed() {
        try {
            for (long number : entries.existing()) {
                if (!dropEntries(number)) {
                    break;
                }
            }
            for (long number : runs.existing()) {
                if (!dropRuns(number)) {
                    break;
                }
            }
            int deleted = deleteOld();
            if (deleted > 0) {
                log.info("Deleted {} events that every registered reader has passed, older than {}", deleted, keep);
            }
            jdbc.sql(DELETE_DISCARDED)
                    .param(clock.instant().minus(keep).atOffset(ZoneOffset.UTC))
                    .update();
        } catch (CannotAcquireLockException e) {
            log.debug("The event store is in use; the retention tries again later", e);
        } catch (RuntimeException e) {
            log.warn("Retention of the event store failed: {}; retrying in {}", e.toString(), interval);
        }
    }

    private int deleteOld() {
        var since = clock.instant().minus(keep).minus(deleteAfter).atOffset(ZoneOffset.UTC);
        int deleted = 0;
        for (int last = 1; last > 0; deleted += last) {
            long end = jdbc.sql(END_OF_OLD)
                    .param("since", since)
                    .param("limit", DELETED_AT_ONCE)
                    .query(Long.class)
                    .single();
            last = isPassed(end) ? jdbc.sql(DELETE).param(end).update() : 0;
        }
        return deleted;
    }

    private boolean dropEntries(long number) {
        return drop(entries, number, () -> isOldEnough(number) && isPassed(RangePartitions.startOf(number + 1)));
    }

    private boolean dropRuns(long number) {
        return drop(runs, number, () -> isOfDroppedEntries(number));
    }

    /** Checks without a lock first, and again under the lock, when no other session can write. */
    private boolean drop(RangePartitions partitions, long number, BooleanSupplier isDroppable) {
        return isDroppable.getAsBoolean()
                && Boolean.TRUE.equals(transactions.execute(status -> {
                    partitions.lock();
                    var isDropped = partitions.existing().contains(number) && isDroppable.getAsBoolean();
                    if (isDropped) {
                        partitions.drop(number);
                        log.info(
                                "Dropped the partition {}: it is old enough, and every registered reader has passed it",
                                partitions.nameOf(number));
                    }
                    return isDropped;
                }));
    }

    private boolean isOldEnough(long number) {
        var keptSince = clock.instant().minus(keep);
        return jdbc.sql(NEWEST.formatted(entries.nameOf(number)))
                .query(OffsetDateTime.class)
                .optional()
                .map(newest -> newest.toInstant().isBefore(keptSince))
                .orElse(true);
    }

    /** Whether every reader has passed all entries below this insertion id, and no other can be stored there. */
    private boolean isPassed(long end) {
        return jdbc.sql(IS_PASSED).param("end", end).query(Boolean.class).single();
    }

    private boolean isOfDroppedEntries(long number) {
        long firstEntry = RangePartitions.startOf(entries.existing().get(0));
        return jdbc.sql(IS_OF_DROPPED_ENTRIES.formatted(runs.nameOf(number)))
                .params(RangePartitions.startOf(number + 1), firstEntry)
                .query(Boolean.class)
                .single();
    }
}
