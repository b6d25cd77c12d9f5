package dev.orderly.events.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A thread that does one thing for as long as that is wanted. What it does asks {@link #isWanted()} again and again, and
 * returns when the answer is no; it handles its own errors, for one that it lets through ends the thread.
 *
 * <p>One thread at a time starts and stops it.
 */
public final class Worker {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Runnable work;
    private final Runnable wakeUp;
    private volatile @Nullable Thread thread;

    /** @param name of the thread */
    public Worker(String name, Runnable work) {
        this(name, work, () -> {});
    }

    /** @param wakeUp ends what the work waits for other than by {@link #pause}; called when it is not wanted any more */
    public Worker(String name, Runnable work, Runnable wakeUp) {
        this.name = name;
        this.work = work;
        this.wakeUp = wakeUp;
    }

    public void start() {
        var started = new Thread(work, name);
        thread = started;
        started.start();
    }

    /** Lets it finish what it is doing, for 10 s at the most; then it is interrupted, and not waited for any longer. */
    public void stop() {
        var stopping = thread;
        thread = null;
        if (stopping != null) {
            LockSupport.unpark(stopping);
            wakeUp.run();
            awaitEnd(stopping);
            stopping.interrupt();
        }
    }

    /** Interrupts it, and waits for its end, for 10 s at the most: it may be waiting for something that does not come. */
    public void interrupt() {
        var stopping = thread;
        thread = null;
        if (stopping != null) {
            stopping.interrupt();
            awaitEnd(stopping);
        }
    }

    private static void awaitEnd(Thread stopping) {
        try {
            stopping.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isRunning() {
        return thread != null;
    }

    /** Whether the thread that asks is to go on. */
    public boolean isWanted() {
        return Thread.currentThread() == thread;
    }

    /** Returns after that time, or as soon as the thread is not wanted any more. */
    public void pause(Duration duration) {
        if (isWanted()) {
            LockSupport.parkNanos(duration.toNanos());
        }
    }
}
