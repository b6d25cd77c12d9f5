package dev.orderly.events.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import dev.orderly.events.deadletter.DeadLetterCounts;
import dev.orderly.events.store.Backlog;
import dev.orderly.events.store.ForwarderPosition;
import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * A snapshot of the bus's backlog and dead letters. It is cached: however many threads ask, the database is queried at
 * most once in five seconds. During an outage of the database there is no snapshot.
 */
final class BusState {

    private static final Logger log = SafeLog.of(BusState.class);
    private static final Duration CACHED = Duration.ofSeconds(5);

    private final ForwarderPosition forwarder;
    private final DeadLetterCounts deadLetters;
    private final Duration cached;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Answer last;

    BusState(ForwarderPosition forwarder, DeadLetterCounts deadLetters) {
        this(forwarder, deadLetters, CACHED);
    }

    BusState(ForwarderPosition forwarder, DeadLetterCounts deadLetters, Duration cached) {
        this.forwarder = forwarder;
        this.deadLetters = deadLetters;
        this.cached = cached;
    }

    /** The last snapshot; null when the database could not be queried. */
    @Nullable
    Snapshot get() {
        lock.lock();
        try {
            var answer = last;
            if (answer == null || System.nanoTime() - answer.nanoTime() > cached.toNanos()) {
                answer = new Answer(query(), System.nanoTime());
                last = answer;
            }
            return answer.snapshot();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Snapshot query() {
        try {
            var backlog = forwarder.backlog();
            var counts = deadLetters.byConsumer();
            return new Snapshot(backlog, counts);
        } catch (DataAccessException | TransactionException e) {
            log.debug("The database cannot be queried for the metrics", e);
            return null;
        }
    }

    /**
     * The figures of one moment.
     *
     * @param backlog     the events of this service that its forwarder has still to send
     * @param deadLetters by consumer
     */
    record Snapshot(Backlog backlog, Map<String, DeadLetterCounts.Count> deadLetters) {

        long parked() {
            return deadLetters.values().stream()
                    .mapToLong(DeadLetterCounts.Count::parked)
                    .sum();
        }

        DeadLetterCounts.Count of(String consumer) {
            return deadLetters.getOrDefault(consumer, new DeadLetterCounts.Count(consumer, 0, 0, 0));
        }
    }

    private record Answer(@Nullable Snapshot snapshot, long nanoTime) {}
}
