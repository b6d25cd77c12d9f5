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

    // Commits of other processes do not signal: the store is looked at, less often each time that nothing is found.
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

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
        for (var pause = SHORTEST_PAUSE; ; pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE)) {
            var commits = signal.commits();
            List<EventEntry> entries = sequencer.number(limit).head() > offset ? store.get(offset, limit) : List.of();
            var remaining = Duration.ofNanos(deadline - System.nanoTime());
            if (!entries.isEmpty() || remaining.isNegative() || remaining.isZero() || !running) {
                return entries;
            }
            signal.await(commits, shorter(remaining, pause));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
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
