package dev.orderly.events.store;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
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
 * Drops old events, a whole partition at a time, never with DELETE. A partition is dropped when no further event can be
 * stored in it, every registered reader has passed all of its events, and its newest event is old enough. Without any
 * registered reader nothing is dropped; the forwarder is a registered reader.
 */
final class EventRetention implements SmartLifecycle {

    private static final Logger log = SafeLog.of(EventStore.class);

    /** The newest by insertion id. A transaction that committed late may have stored an event that is a little newer. */
    private static final String NEWEST = "SELECT occurred_at FROM orderly.%s ORDER BY insertion_id DESC LIMIT 1";

    /** Below the frontier and outside of holes, each entry has its position, and no other can be stored any more. */
    private static final String IS_PASSED = """
            SELECT (SELECT frontier FROM orderly.event_head) >= :end
               AND NOT EXISTS (SELECT FROM orderly.event_hole WHERE first_insertion_id < :end)
               AND NOT EXISTS (
                    SELECT FROM orderly.event_run
                    WHERE first_insertion_id < :end
                      AND last_position > (
                        SELECT coalesce(min(position), 0)
                        FROM (
                            SELECT position FROM orderly.reader_offset
                            UNION ALL
                            SELECT position FROM orderly.forwarder_position
                        ) AS reader))""";

    private static final String IS_OF_DROPPED_ENTRIES = """
            SELECT (SELECT position FROM orderly.event_head) >= ?
               AND NOT EXISTS (
                    SELECT FROM orderly.%s WHERE first_insertion_id + last_position - first_position >= ?)""";

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Clock clock;
    private final Duration keep;
    private final Duration interval;
    private final RangePartitions entries;
    private final RangePartitions runs;
    private @Nullable ScheduledExecutorService executor;

    EventRetention(JdbcClient jdbc, TransactionOperations transactions, Clock clock, Duration keep, Duration interval) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
        this.keep = keep;
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

    /** Drops the partitions that are not needed any more, oldest first. */
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
        } catch (CannotAcquireLockException e) {
            log.debug("The event store is in use; the retention tries again later", e);
        } catch (RuntimeException e) {
            log.warn("Retention of the event store failed: {}; retrying in {}", e.toString(), interval);
        }
    }

    private boolean dropEntries(long number) {
        return drop(entries, number, () -> isOldEnough(number) && isPassed(number));
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

    private boolean isPassed(long number) {
        return jdbc.sql(IS_PASSED)
                .param("end", RangePartitions.startOf(number + 1))
                .query(Boolean.class)
                .single();
    }

    private boolean isOfDroppedEntries(long number) {
        long firstEntry = RangePartitions.startOf(entries.existing().get(0));
        return jdbc.sql(IS_OF_DROPPED_ENTRIES.formatted(runs.nameOf(number)))
                .params(RangePartitions.startOf(number + 1), firstEntry)
                .query(Boolean.class)
                .single();
    }
}
