package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import dev.orderly.events.message.OutgoingMessage;

/**
 * Decides how long events gather before the next batch is read. A Kafka transaction of one event costs the brokers nearly
 * as much as one of a thousand, so under load fewer and larger batches save time for everybody.
 *
 * <p>A large batch is worth its transaction: the next one follows at once. After a small one, the next one starts no
 * earlier than an interval after it. If the last batch is longer ago, the next one does not wait.
 *
 * <p>Used by one thread.
 */
final class Pace {

    private static final int LARGE_EVENTS = 1_000;
    private static final long LARGE_BYTES = 1024 * 1024;

    private final long interval;
    private final int maxEvents;
    private final LongSupplier nanoTime;
    private long began;
    private long due;
    private long reading;
    private boolean sending;
    private boolean gathers;

    /**
     * No batch was sent yet.
     *
     * @param interval  between the starts of two batches under load
     * @param maxEvents of a batch: more events do not gather
     */
    Pace(Duration interval, int maxEvents, LongSupplier nanoTime) {
        this.interval = interval.toNanos();
        this.maxEvents = maxEvents;
        this.nanoTime = nanoTime;
        this.due = nanoTime.getAsLong();
    }

    /** How long it took to read the last batch. */
    void read(Duration took) {
        reading = took.toNanos();
    }

    /** Sending these events begins. */
    void begin(List<OutgoingMessage> batch) {
        began = nanoTime.getAsLong();
        sending = true;
        gathers = !isLarge(batch);
    }

    /** They are sent. Does nothing if none were. */
    void end() {
        if (sending) {
            sending = false;
            long took = nanoTime.getAsLong() - began;
            // While a broker still writes the markers of one transaction, it delays the first records of the next by 20
            // ms. Reading that one takes time, too.
            long settling = Math.max(0, Math.min(took / 2, interval) - reading);
            due = began + (gathers ? Math.max(interval, took + settling) : 0);
        }
    }

    /** How long events gather from now on. */
    Duration pause() {
        return Duration.ofNanos(Math.max(0, due - nanoTime.getAsLong()));
    }

    /** Whether the batch is worth its transaction, so that the next one can be read while it is sent. */
    boolean isLarge(List<OutgoingMessage> batch) {
        return batch.size() >= Math.min(LARGE_EVENTS, maxEvents)
                || batch.stream().mapToLong(OutgoingMessage::payloadSize).sum() >= LARGE_BYTES;
    }
}
