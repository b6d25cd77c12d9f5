package dev.orderly.events.feed;

import java.time.Duration;
import java.util.List;

import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the store for those who pull. It numbers what has no position yet by itself, so it depends on no forwarder.
 * When the service stops, those who wait for an event are answered at once.
 */
final class EventFeed implements SmartLifecycle {

    /** Commits of other processes do not signal. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final EventStore store;
    private final EventSequencer sequencer;
    private final CommitSignal signal;
    private volatile boolean running;

    EventFeed(EventStore store, EventSequencer sequencer, CommitSignal signal) {
        this.store = store;
        this.sequencer = sequencer;
        this.signal = signal;
    }

    List<EventEntry> after(long offset, int limit, long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMillis(timeoutMillis).toNanos();
        while (true) {
            var commits = signal.commits();
            var entries = store.get(offset, limit);
            if (entries.size() < limit && !sequencer.number(limit).entries().isEmpty()) {
                entries = store.get(offset, limit);
            }
            var remaining = Duration.ofNanos(deadline - System.nanoTime());
            if (!entries.isEmpty() || remaining.isNegative() || remaining.isZero() || !running) {
                return entries;
            }
            signal.await(commits, remaining.compareTo(LOOK_AGAIN) < 0 ? remaining : LOOK_AGAIN);
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Before the web server waits for its requests, whose phase is lower. */
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
