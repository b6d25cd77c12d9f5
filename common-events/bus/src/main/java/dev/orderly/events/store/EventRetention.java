package dev.orderly.events.store;

import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Drops what nobody needs any more, a whole partition at a time: never a DELETE. A partition goes only when no event
 * can come into it any more, every reader has passed all of its events, and the newest is old enough. With no reader
 * at all nothing is dropped: the forwarder is one.
 */
final class EventRetention implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(EventStore.class);

    /** Of those that have a position; a late commit may be newer by as long as its transaction took. */
    private static final String NEWEST = "SELECT occurred_at FROM orderly.%s ORDER BY insertion_id DESC LIMIT 1";

    /** With the table locked, nobody has an insertion id and has not committed yet. */
    private static final String IS_PASSED = """
            SELECT (SELECT last_value FROM orderly.event_entry_insertion_id_seq) >= :end
               AND NOT EXISTS (SELECT FROM orderly.unnumbered_event WHERE insertion_id < :end)
               AND NOT EXISTS (
                    SELECT FROM orderly.event_run
                    WHERE first_insertion_id < :end
                      AND last_position > (SELECT coalesce(min(position), 0) FROM orderly.reader_offset))""";

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

    EventRetention(
            DataSource dataSource, TransactionOperations transactions, Clock clock, Duration keep, Duration interval) {
        this.jdbc = JdbcClient.create(dataSource);
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

    /** Drops what can be dropped, from the oldest on. */
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
            log.debug("The event store is busy, dropping later", e);
        } catch (RuntimeException e) {
            log.warn("Nothing could be dropped from the event store, trying again in {}: {}", interval, e.toString());
        }
    }

    private boolean dropEntries(long number) {
        return drop(entries, number, () -> isOldEnough(number) && isPassed(number));
    }

    private boolean dropRuns(long number) {
        return drop(runs, number, () -> isOfDroppedEntries(number));
    }

    /** Looks without a lock first, and then again when nobody else can write any more. */
    private boolean drop(RangePartitions partitions, long number, BooleanSupplier isDroppable) {
        return isDroppable.getAsBoolean()
                && Boolean.TRUE.equals(transactions.execute(status -> {
                    partitions.lock();
                    var isDropped = partitions.existing().contains(number) && isDroppable.getAsBoolean();
                    if (isDropped) {
                        partitions.drop(number);
                        log.info(
                                "Dropped {}: it is old enough, and every reader has passed it",
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
