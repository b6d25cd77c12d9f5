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
 * Reads one batch ahead, so that the next one is numbered while the one before is on its way. When there is nothing to
 * read, it waits for a commit, or looks again after a pause that doubles as long as nothing is found.
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

    /** The next entries, in order and without a gap; empty when there were none and it has waited for some. */
    List<EventEntry> next() throws InterruptedException {
        var batch = get(reading);
        if (batch.isEmpty()) {
            emptyReads++;
            signal.await(commitsBeforeReading, backoff.after(emptyReads));
        } else {
            emptyReads = 0;
        }
        // Taken before reading: a commit in between is then not waited for.
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

    /** What was read and not taken is read again by the next one: positions do not change. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
