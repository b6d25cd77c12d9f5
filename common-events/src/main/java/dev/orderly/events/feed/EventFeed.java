package dev.orderly.events.feed;

import java.time.Duration;
import java.util.List;

import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;

/**
 * Reads the store for those who pull. It numbers what has no position yet by itself, so it depends on no forwarder.
 */
record EventFeed(EventStore store, EventSequencer sequencer, CommitSignal signal) {

    /** Commits of other processes do not signal. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    List<EventEntry> after(long offset, int limit, long timeoutMillis) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMillis(timeoutMillis).toNanos();
        while (true) {
            var commits = signal.commits();
            var entries = store.get(offset, limit);
            if (entries.size() < limit && !sequencer.number(limit).entries().isEmpty()) {
                entries = store.get(offset, limit);
            }
            var remaining = Duration.ofNanos(deadline - System.nanoTime());
            if (!entries.isEmpty() || remaining.isNegative() || remaining.isZero()) {
                return entries;
            }
            signal.await(commits, remaining.compareTo(LOOK_AGAIN) < 0 ? remaining : LOOK_AGAIN);
        }
    }
}
