package dev.orderly.shop.work;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.TransactionException;

/**
 * Does leased work in a few threads. They sleep until work may be due: {@link #wake()} wakes one of them, and so does a
 * clock once a second, for work to be retried and for work whose wake-up died with a process.
 *
 * <p>A thread that has leased work wakes another thread before it does the work. So all threads are busy while there is
 * work, and slow work delays one thread only. If the process dies, the work is due again when its lease expires, here
 * or in another process.
 */
public final class LeasedWork<T> implements SmartLifecycle {

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(LeasedWork.class);

    private final String name;
    private final int parallel;
    private final Duration lease;
    private final Leases<T> leases;
    private final Consumer<Leased<T>> task;
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicBoolean databaseDown = new AtomicBoolean();
    private volatile boolean running;
    private List<ExecutorService> executors = List.of();

    /**
     * @param name     what the work is called in the log and in the names of the threads: {@code refund}
     * @param parallel how many threads do the work
     * @param lease    longer than the task may take
     * @param task     does the work, and finishes or postpones it; called outside a transaction, by several threads. If it
     *     throws, the work is due again when the lease expires
     */
    public LeasedWork(String name, int parallel, Duration lease, Leases<T> leases, Consumer<Leased<T>> task) {
        this.name = name;
        this.parallel = parallel;
        this.lease = lease;
        this.leases = leases;
        this.task = task;
    }

    /** Wakes a thread that looks for due work; call it after the commit that has created work. Does not block. */
    public void wake() {
        // One pending wake-up is enough: the thread that takes it looks at everything that is due by then.
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    private void work() {
        while (running) {
            if (!doNext()) {
                wakeUps.acquireUninterruptibly();
            }
        }
    }

    /** Returns whether work was due. */
    private boolean doNext() {
        try {
            var due = leases.lease(lease);
            if (databaseDown.compareAndSet(true, false)) {
                log.info("The database is available again; {} work continues", name);
            }
            due.ifPresent(leased -> {
                wake();
                task.accept(leased);
            });
            return due.isPresent();
        } catch (DataAccessException | TransactionException e) {
            if (databaseDown.compareAndSet(false, true)) {
                log.warn(
                        "The database is not available, {} work waits: {}; retrying every {} s",
                        name,
                        NestedExceptionUtils.getMostSpecificCause(e).getMessage(),
                        POLL_INTERVAL.toSeconds());
            }
        } catch (RuntimeException e) {
            log.error(
                    "Unexpected error in {} work; it is retried when its lease expires, in {} s",
                    name,
                    lease.toSeconds(),
                    e);
        }
        return false;
    }

    @Override
    public void start() {
        running = true;
        var clock = Executors.newSingleThreadScheduledExecutor(new CustomizableThreadFactory(name + "-clock-"));
        clock.scheduleWithFixedDelay(this::wake, 0, POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        var workers = Executors.newFixedThreadPool(parallel, new CustomizableThreadFactory(name + "-"));
        for (int i = 0; i < parallel; i++) {
            workers.execute(this::work);
        }
        executors = List.of(clock, workers);
    }

    /** Returns at once: all work, the bus and the web server stop at the same time. */
    @Override
    public void stop(Runnable callback) {
        new Thread(
                        () -> {
                            try {
                                stop();
                            } finally {
                                callback.run();
                            }
                        },
                        "stop-" + name)
                .start();
    }

    /** The phase in which Spring Boot's web servers shut down gracefully. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 1024;
    }

    /** Waits up to 10 s for the work that is being done; what is not finished then is retried when its lease expires. */
    @Override
    public void stop() {
        running = false;
        wakeUps.release(parallel);
        executors.forEach(ExecutorService::shutdown);
        try {
            for (var executor : executors) {
                if (!executor.awaitTermination(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                    log.warn(
                            "Some {} work was not finished within {} s; it is retried when its lease expires",
                            name,
                            STOP_TIMEOUT.toSeconds());
                    executor.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executors = List.of();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
