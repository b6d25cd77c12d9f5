package dev.orderly.events.inbox;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Purges processed events that the transport can no longer deliver again. It drops a day's partition when its last event
 * was processed longer ago than the retention. Before each purge it asks the transport for its own retention; while that
 * is unknown, or longer, nothing is purged.
 *
 * <p>The few events without a day's partition are deleted in small batches, each in a transaction of its own.
 */
final class InboxRetention implements SmartLifecycle {

    private static final Logger log = SafeLog.of(InboxRetention.class);

    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int DAYS_AHEAD = 2;
    private static final int BATCH = 1_000;

    private final ProcessedEventPartitions partitions;
    private final TransactionOperations transactions;
    private final TransportRetention transport;
    private final Duration keep;
    private final Duration pause;
    private final Outage outage;
    private @Nullable ScheduledExecutorService executor;

    InboxRetention(
            ProcessedEventPartitions partitions,
            TransactionOperations transactions,
            TransportRetention transport,
            Duration keep) {
        this(partitions, transactions, transport, keep, PAUSE);
    }

    /** @param pause from the start to the first purge, and from a failed purge to the next one */
    InboxRetention(
            ProcessedEventPartitions partitions,
            TransactionOperations transactions,
            TransportRetention transport,
            Duration keep,
            Duration pause) {
        this.partitions = partitions;
        this.transactions = transactions;
        this.transport = transport;
        this.keep = keep;
        this.pause = pause;
        this.outage = new Outage(log, "Inbox purge", Backoff.constant(pause));
    }

    /**
     * Verifies the retention, and creates partitions for the days whose events can still arrive, before any does. The first
     * purge follows a minute later, to keep the start short.
     *
     * @throws IllegalStateException if the transport keeps events for as long as the inbox remembers them, or longer
     */
    @Override
    public void start() {
        if (keep.isZero()) {
            return;
        }
        try {
            verify();
        } catch (UnknownRetentionException e) {
            log.debug("The transport's retention is unknown; asking again later", e);
        }
        addDays();
        var started = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "inbox-retention"));
        executor = started;
        started.schedule(() -> runIn(started), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        var stopping = executor;
        executor = null;
        if (stopping != null) {
            stopping.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }

    /** After the topics are created, and before the listeners start. */
    @Override
    public int getPhase() {
        return BackgroundWork.PHASE - 100;
    }

    private void runIn(ScheduledExecutorService running) {
        var untilNext = purge() ? INTERVAL : pause;
        if (!running.isShutdown()) {
            running.schedule(() -> runIn(running), untilNext.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Creates partitions for the coming days, and purges the events that can be purged.
     *
     * @return false if the purge failed or was paused
     */
    boolean purge() {
        addDays();
        try {
            verify();
            purgeProcessed();
            outage.recovered();
            return true;
        } catch (UnknownRetentionException e) {
            outage.failed("the transport's retention is unknown: " + e.getMessage());
        } catch (IllegalStateException e) {
            outage.failed(String.valueOf(e.getMessage()));
        } catch (CannotAcquireLockException e) {
            log.debug("Inbox purge postponed: the table is in use", e);
        } catch (RuntimeException | Error e) {
            outage.failed(e.toString());
        }
        return false;
    }

    private void verify() throws UnknownRetentionException {
        for (var each : transport.longest().entrySet()) {
            if (keep.compareTo(each.getValue()) <= 0) {
                throw new IllegalStateException(
                        "orderly.inbox.retention is %s, but the transport can deliver events from %s again %s: an event that is purged before that would be processed twice. Set orderly.inbox.retention to a longer time, or to 0 to never purge"
                                .formatted(keep, each.getKey(), inWords(each.getValue())));
            }
        }
    }

    private static String inWords(Duration longest) {
        return longest.equals(TransportRetention.FOR_EVER) ? "forever" : "for " + longest;
    }

    private void addDays() {
        try {
            var now = partitions.now();
            var last = dayOf(now).plusDays(DAYS_AHEAD);
            for (var day = dayOf(now.minus(keep)); !day.isAfter(last); day = day.plusDays(1)) {
                partitions.add(day);
            }
        } catch (RuntimeException e) {
            log.debug("Could not create partitions for the coming days; trying again later", e);
        }
    }

    private void purgeProcessed() {
        var keptSince = partitions.now().minus(keep);
        for (var day : partitions.days()) {
            if (day.isBefore(dayOf(keptSince)) && !partitions.isNeeded(day, keptSince)) {
                drop(day, keptSince);
            }
        }
        while (partitions.deleteFromRest(keptSince, BATCH) == BATCH) {
            // the next batch
        }
    }

    /** Checks again under the lock: an event may have been processed since. */
    private void drop(LocalDate day, Instant keptSince) {
        transactions.executeWithoutResult(status -> {
            partitions.lock();
            if (partitions.days().contains(day) && !partitions.isNeeded(day, keptSince)) {
                partitions.drop(day);
                log.info(
                        "Dropped partition {}: all of its events were processed before {}",
                        ProcessedEventPartitions.nameOf(day),
                        keptSince);
            }
        });
    }

    private static LocalDate dayOf(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
