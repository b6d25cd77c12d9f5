package dev.orderly.events.activity;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Somebody who watches. Steps that it has not taken yet wait in a queue of {@value #QUEUED}; if the queue is full, the
 * viewer is dropped, and sees what is in the queue and nothing after it. One thread takes the steps.
 */
public final class Viewer implements AutoCloseable {

    static final int QUEUED = 2_000;

    private final BlockingQueue<Activity> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Consumer<Viewer> leave;
    private volatile boolean dropped;

    Viewer(Consumer<Viewer> leave) {
        this.leave = leave;
    }

    /**
     * The next step; empty if there was none within that time.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<Activity> next(Duration atMost) throws InterruptedException {
        return Optional.ofNullable(queue.poll(atMost.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whether it was too slow: after the steps that still wait there are no others. */
    public boolean isDropped() {
        return dropped;
    }

    void show(Activity activity) {
        if (!dropped && !queue.offer(activity)) {
            dropped = true;
            leave.accept(this);
        }
    }

    @Override
    public void close() {
        leave.accept(this);
    }
}
