package dev.orderly.events.support;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A restartable background thread. Its work is a loop that ends as soon as {@link #shouldRun()} is false. If the
 * work throws an exception or an error, the worker logs it and starts the work again after a pause, so that no thread ends
 * unnoticed.
 *
 * <p>Only one thread at a time may start and stop it.
 */
public final class Worker {

    private static final Logger log = SafeLog.of(Worker.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RESTART = Duration.ofSeconds(1);

    private final String name;
    private final Runnable work;
    private final Runnable wakeUp;
    private final Outage failures;
    private volatile @Nullable Thread thread;

    /** @param name of the thread */
    public Worker(String name, Runnable work) {
        this(name, work, () -> {});
    }

    /** @param wakeUp called by {@link #stop}; interrupts any wait of the work other than {@link #pause} */
    public Worker(String name, Runnable work, Runnable wakeUp) {
        this.name = name;
        this.work = work;
        this.wakeUp = wakeUp;
        this.failures = new Outage(log, "The thread " + name, Backoff.constant(RESTART));
    }

    public void start() {
        var started = new Thread(this::run, name);
        thread = started;
        started.start();
    }

    private void run() {
        while (true) {
            try {
                work.run();
                return;
            } catch (RuntimeException | Error e) {
                if (!shouldRun()) {
                    return;
                }
                pause(failures.failed(e));
            }
        }
    }

    /** Waits at most 10 s until the work has ended, then interrupts the thread and returns. */
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

    /** Interrupts the thread at once, and waits at most 10 s until the work has ended. */
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

    /** Whether the calling thread is the worker's current thread, and so continues its loop. */
    public boolean shouldRun() {
        return Thread.currentThread() == thread;
    }

    /** Returns after that time, or as soon as the worker is stopped. */
    public void pause(Duration duration) {
        if (shouldRun()) {
            LockSupport.parkNanos(duration.toNanos());
        }
    }
}
