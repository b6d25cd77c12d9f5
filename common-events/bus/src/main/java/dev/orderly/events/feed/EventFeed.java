package dev.orderly.events.feed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;

import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;

/**
 * Reads the event store for feed readers. It gives positions to events that have none yet, so that it needs no forwarder.
 * When the service stops, waiting requests are answered at once.
 */
final class EventFeed implements BackgroundWork {

    // A commit in another process sends no signal here, so the store is polled, less often each time nothing is found.
    private static final Backoff POLL = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));

    /** However many readers there are, they leave the forwarder its connections. */
    private static final int QUERYING_AT_ONCE = 2;

    private final EventStore store;
    private final EventSequencer sequencer;
    private final CommitSignal signal;
    private final Semaphore querying = new Semaphore(QUERYING_AT_ONCE, true);
    private volatile boolean running;

    EventFeed(EventStore store, EventSequencer sequencer, CommitSignal signal) {
        this.store = store;
        this.sequencer = sequencer;
        this.signal = signal;
    }

    List<EventEntry> after(long position, int limit, long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMillis(timeoutMillis).toNanos();
        for (int attempt = 1; ; attempt++) {
            var commits = signal.commits();
            var entries = query(position, limit);
            var remaining = Duration.ofNanos(deadline - System.nanoTime());
            if (!entries.isEmpty() || remaining.isNegative() || remaining.isZero() || !running) {
                return entries;
            }
            signal.await(commits, shorter(remaining, POLL.after(attempt)));
        }
    }

    private List<EventEntry> query(long position, int limit) throws InterruptedException {
        querying.acquire();
        try {
            return sequencer.number(limit).head() > position ? store.get(position, limit) : List.of();
        } finally {
            querying.release();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    @Override
    public void start() {
        running = true;
    }

    /** At the same time as the web server, which waits for these requests: see {@link BackgroundWork}. */
    @Override
    public void stop() {
        running = false;
        signal.wakeUp();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
