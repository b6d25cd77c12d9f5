package dev.orderly.events.forwarder;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.support.Backoff;

/**
 * Reads one batch ahead, so that the next batch is numbered while the current one is sent. If there is nothing to read, it
 * waits for a commit, or polls again after a pause that doubles until an event is found.
 */
final class ReadAhead implements AutoCloseable {

    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "event-reader");
        thread.setDaemon(true);
        return thread;
    });
    private final EntryReader reader;
    private final CommitSignal signal;
    private final Backoff backoff;
    private int emptyReads;
    private long commitsBeforeReading;
    private Future<List<EventEntry>> reading;

    ReadAhead(EntryReader reader, CommitSignal signal, ForwarderProperties properties) {
        this.reader = reader;
        this.signal = signal;
        this.backoff = new Backoff(properties.pollInterval(), properties.pollIntervalMax());
        this.commitsBeforeReading = signal.commits();
        this.reading = executor.submit(reader::next);
    }

    /** The next entries, in order and without a hole; empty if it has waited and found none. */
    List<EventEntry> next() throws InterruptedException {
        var batch = get(reading);
        if (batch.isEmpty()) {
            emptyReads++;
            signal.await(commitsBeforeReading, backoff.after(emptyReads));
        } else {
            emptyReads = 0;
        }
        // Read before the store: a commit in between then ends the next wait at once.
        commitsBeforeReading = signal.commits();
        reading = executor.submit(reader::next);
        return batch;
    }

    private static List<EventEntry> get(Future<List<EventEntry>> reading) throws InterruptedException {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    /** Discards the batch that was read ahead. The next reader reads it again: positions do not change. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
