package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import dev.orderly.events.message.OutgoingMessage;
import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.support.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * Reads the batches at the right time: if batches are large, one ahead, so that the next one is numbered and encoded while
 * the current one is sent; otherwise when events had time to gather, see {@link Pace}. If there is nothing to read, it waits for a
 * commit, or polls again after a pause that doubles until an event is found.
 */
final class ReadAhead implements AutoCloseable {

    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        var thread = new Thread(task, "event-reader");
        thread.setDaemon(true);
        return thread;
    });
    private final MessageReader reader;
    private final CommitSignal signal;
    private final Backoff backoff;
    private final Pace pace;
    private int emptyReads;
    private long commitsBeforeReading;
    private @Nullable Future<List<OutgoingMessage>> ahead;

    ReadAhead(MessageReader reader, CommitSignal signal, ForwarderProperties properties) {
        this.reader = reader;
        this.signal = signal;
        this.backoff = new Backoff(properties.pollInterval(), properties.pollIntervalMax());
        this.pace = new Pace(properties.batchInterval(), properties.batchSize(), System::nanoTime);
    }

    /** The next messages, in order and without a hole; empty if it has waited and found none. */
    List<OutgoingMessage> next() throws InterruptedException {
        pace.end();
        var batch = ahead == null ? readInTime() : get(ahead);
        ahead = null;
        if (batch.isEmpty()) {
            emptyReads++;
            signal.await(commitsBeforeReading, backoff.after(emptyReads));
            return batch;
        }
        emptyReads = 0;
        pace.begin(batch);
        if (pace.isLarge(batch)) {
            commitsBeforeReading = signal.commits();
            ahead = executor.submit(reader::next);
        }
        return batch;
    }

    private List<OutgoingMessage> readInTime() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(pace.pause().toNanos());
        // Read before the store: a commit in between then ends the next wait at once.
        commitsBeforeReading = signal.commits();
        var began = System.nanoTime();
        var batch = reader.next();
        pace.read(Duration.ofNanos(System.nanoTime() - began));
        return batch;
    }

    private static List<OutgoingMessage> get(Future<List<OutgoingMessage>> reading) throws InterruptedException {
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
