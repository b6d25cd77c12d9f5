package dev.orderly.events.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.store.StoreOffsets;
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

    /** How many events a filtered request reads with one query, whatever its limit. */
    private static final int FILTERED_AT_ONCE = 1_000;

    /** As many events get their positions at once if somebody asks for the last one. */
    private static final int NUMBERED_AT_ONCE = 1_000;

    /** A page ends with the event that brings it to this many bytes: its entries and its JSON are in memory together. */
    private static final int PAGE_BYTES = 1024 * 1024;

    /** How long a filtered request without a timeout reads on while nothing passes. Clients wait longer than this. */
    private static final Duration READING_TIME = Duration.ofSeconds(3);

    private final EventStore store;
    private final EventSequencer sequencer;
    private final CommitSignal signal;
    private final StoreOffsets offsets;
    private final Semaphore querying = new Semaphore(QUERYING_AT_ONCE, true);
    private volatile boolean running;

    EventFeed(EventStore store, EventSequencer sequencer, CommitSignal signal, StoreOffsets offsets) {
        this.store = store;
        this.sequencer = sequencer;
        this.signal = signal;
        this.offsets = offsets;
    }

    /**
     * The next events that pass the filter, at most {@code limit} of them. An empty page whose {@code next} is
     * {@code position} means that there is no later event at all. One whose {@code next} is later only means that none passed
     * the filter up to there: a request reads for {@link #READING_TIME} at most, or as long as its timeout.
     *
     * @throws FeedBusyException if too many pages are in memory
     */
    FeedPage after(long position, int limit, long timeoutMillis, FeedFilter filter, FeedLoad.Place place)
            throws InterruptedException {
        var timeout = Duration.ofMillis(timeoutMillis);
        long begin = System.nanoTime();
        long waitUntil = begin + timeout.toNanos();
        long readUntil = begin + longer(timeout, READING_TIME).toNanos();
        long next = position;
        int read = filter.isEmpty() ? limit : Math.max(limit, FILTERED_AT_ONCE);
        for (int attempt = 1; ; ) {
            var commits = signal.commits();
            place.takePage();
            var entries = query(next, read);
            var passed = entries.stream()
                    .filter(each -> filter.matches(each.metadata()))
                    .limit(limit)
                    .toList();
            var isAtEnd = entries.isEmpty();
            if (!isAtEnd) {
                next = positionOfLast(passed.size() == limit ? passed : entries);
            }
            var remaining = Duration.ofNanos((isAtEnd ? waitUntil : readUntil) - System.nanoTime());
            if (!passed.isEmpty() || remaining.isNegative() || remaining.isZero() || !running) {
                return new FeedPage(passed, next);
            }
            if (isAtEnd) {
                place.returnPage();
                signal.await(commits, shorter(remaining, POLL.after(attempt++)));
            }
        }
    }

    /** The offset of the first event that is kept. */
    long earliest() throws InterruptedException {
        return querying(offsets::earliest);
    }

    /** The offset behind the last event. Without a forwarder, events that nobody has read have no position yet: they get it. */
    long latest() throws InterruptedException {
        return querying(() -> {
            var numbered = sequencer.number(NUMBERED_AT_ONCE);
            while (!numbered.entries().isEmpty()) {
                numbered = sequencer.number(NUMBERED_AT_ONCE);
            }
            return numbered.head();
        });
    }

    /** An offset that is before each event that was raised at this time or later. */
    long since(Instant time) throws InterruptedException {
        return querying(() -> offsets.since(time).orElseGet(sequencer::head));
    }

    private <T> T querying(Supplier<T> query) throws InterruptedException {
        querying.acquire();
        try {
            return query.get();
        } finally {
            querying.release();
        }
    }

    private static long positionOfLast(List<EventEntry> entries) {
        return entries.get(entries.size() - 1).position();
    }

    private List<EventEntry> query(long position, int limit) throws InterruptedException {
        return querying(() -> {
            var numbered = sequencer.number(limit);
            if (numbered.head() <= position) {
                return List.of();
            }
            // Not read again, unless others have given positions.
            return numbered.head() == position + numbered.entries().size()
                    ? pageOf(numbered.entries())
                    : store.get(position, limit, PAGE_BYTES);
        });
    }

    private static List<EventEntry> pageOf(List<EventEntry> entries) {
        int bytes = 0;
        for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).payload().length;
            if (bytes >= PAGE_BYTES) {
                return entries.subList(0, i + 1);
            }
        }
        return entries;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
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
