package dev.orderly.events.inbox;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Forgets processed events that cannot come again, a day's partition at a time: one goes when the last of its events was
 * processed longer ago than the retention. By then its transport has forgotten them, too, which is asked before anything
 * is dropped: while the transport does not say, or keeps them for longer, everything stays.
 *
 * <p>The few events that have no day's partition are deleted in small pieces, each in a transaction of its own.
 */
final class InboxRetention implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(InboxRetention.class);

    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int DAYS_AHEAD = 2;
    private static final int PIECE = 1_000;

    private final ProcessedEventPartitions partitions;
    private final TransactionOperations transactions;
    private final TransportRetention transport;
    private final Duration keep;
    private final Duration pause;
    private @Nullable ScheduledExecutorService executor;
    private int doubts;

    InboxRetention(
            ProcessedEventPartitions partitions,
            TransactionOperations transactions,
            TransportRetention transport,
            Duration keep) {
        this(partitions, transactions, transport, keep, PAUSE);
    }

    /** @param pause from the start, and from an attempt that came to nothing, to the next one */
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
    }

    /**
     * Asks the transport, and makes partitions for the days whose events can still come, before any does. What can be
     * forgotten is looked for a minute later: a start has enough to do.
     *
     * @throws IllegalStateException when the transport keeps events for longer than they are remembered here
     */
    @Override
    public void start() {
        if (keep.isZero()) {
            return;
        }
        try {
            verify();
        } catch (UnknownRetentionException e) {
            log.debug("Asking later how long events can come again", e);
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

    /** After the topics are made, and before the listeners. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 900;
    }

    private void runIn(ScheduledExecutorService running) {
        var untilNext = forgetAll() ? INTERVAL : pause;
        if (!running.isShutdown()) {
            running.schedule(() -> runIn(running), untilNext.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * Makes partitions for the days to come, and drops what can be dropped.
     *
     * @return whether that could be done
     */
    boolean forgetAll() {
        addDays();
        try {
            verify();
            doubts = 0;
            forget();
            return true;
        } catch (UnknownRetentionException e) {
            doubts++;
            if (Integer.bitCount(doubts) == 1) {
                log.warn(
                        "No processed event is forgotten until it is known how long it can come again (attempt {}): {}",
                        doubts,
                        e.getMessage());
            }
        } catch (IllegalStateException e) {
            doubts++;
            if (Integer.bitCount(doubts) == 1) {
                log.error("No processed event is forgotten: {}", e.getMessage());
            }
        } catch (CannotAcquireLockException e) {
            log.debug("The inbox is busy, forgetting later", e);
        } catch (RuntimeException e) {
            log.warn("No processed event could be forgotten, trying again: {}", e.toString());
        }
        return false;
    }

    private void verify() throws UnknownRetentionException {
        for (var each : transport.longest().entrySet()) {
            if (keep.compareTo(each.getValue()) <= 0) {
                throw new IllegalStateException(
                        "orderly.inbox.retention is %s, but events can come again from %s for %s: an event that is forgotten before would have its effect twice. Make the first longer than the second; or 0, and nothing is ever forgotten"
                                .formatted(keep, each.getKey(), inWords(each.getValue())));
            }
        }
    }

    private static String inWords(Duration longest) {
        return longest.equals(TransportRetention.FOR_EVER) ? "ever" : longest.toString();
    }

    private void addDays() {
        try {
            var now = partitions.now();
            var last = dayOf(now).plusDays(DAYS_AHEAD);
            for (var day = dayOf(now.minus(keep)); !day.isAfter(last); day = day.plusDays(1)) {
                partitions.add(day);
            }
        } catch (RuntimeException e) {
            log.debug("Making partitions for the days to come later", e);
        }
    }

    private void forget() {
        var keptSince = partitions.now().minus(keep);
        for (var day : partitions.days()) {
            if (day.isBefore(dayOf(keptSince)) && !partitions.isNeeded(day, keptSince)) {
                drop(day, keptSince);
            }
        }
        while (partitions.deleteFromRest(keptSince, PIECE) == PIECE) {
            // the next piece
        }
    }

    /** Looks again when nobody else is in. */
    private void drop(LocalDate day, Instant keptSince) {
        transactions.executeWithoutResult(status -> {
            partitions.lock();
            if (partitions.days().contains(day) && !partitions.isNeeded(day, keptSince)) {
                partitions.drop(day);
                log.info(
                        "Dropped {}: all of it was processed before {}",
                        ProcessedEventPartitions.nameOf(day),
                        keptSince);
            }
        });
    }

    private static LocalDate dayOf(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC);
    }
}
