package dev.orderly.localstack.process;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Restarts a process whenever it exits by itself, until it is stopped or killed through this class. There is no limit of
 * restarts; the backoff doubles from half a second to eight seconds. Safe for use by several threads.
 */
public final class Supervised {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(500);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(8);

    private final ManagedProcess process;
    private final ConsoleLog log;
    private final ExecutorService worker;
    private volatile boolean shouldRun;
    private volatile boolean starting;
    private int restarts;

    public Supervised(ManagedProcess process, ConsoleLog log) {
        this.process = process;
        this.log = log;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, process.id() + "-supervisor");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts the process unless it already runs, and supervises it from then on. When this returns, the process is ready.
     *
     * @throws LocalStackException if this first start fails; the process is not supervised then
     */
    public void start() {
        if (shouldRun) {
            return;
        }
        shouldRun = true;
        await(worker.submit(() -> {
            try {
                startOnce();
            } catch (RuntimeException e) {
                shouldRun = false;
                throw e;
            }
        }));
    }

    /** Stops the process in an orderly way. It stays down until {@link #start()}. */
    public void stop() {
        // A process that is not ready has no work to finish, and may react to SIGTERM late.
        end(starting ? process::kill : process::stop);
    }

    /** Kills the process. It stays down until {@link #start()}; to test a restart, kill its {@link #pid()} instead. */
    public void kill() {
        end(process::kill);
    }

    /** Stops the process in an orderly way. It cannot be started again. */
    public void close() {
        stop();
        worker.shutdown();
    }

    /** The pid of the current process. */
    public long pid() {
        return process.pid();
    }

    private void end(Runnable ending) {
        shouldRun = false;
        ending.run();
        // A restart that is under way ends first: it sees that the process should not run.
        await(worker.submit(process::stop));
    }

    private void startOnce() {
        starting = true;
        try {
            process.start();
        } finally {
            starting = false;
        }
        if (!shouldRun) {
            process.stop();
            return;
        }
        var pid = process.pid();
        process.ended().thenAccept(how -> {
            if (shouldRun) {
                worker.execute(() -> startAgain(pid, how));
            }
        });
    }

    private void startAgain(long pid, String how) {
        var backoff = FIRST_BACKOFF;
        // Backoff before the first restart, too: if everything is killed at once, the processes die a moment before
        // this JVM.
        while (shouldRun && waitFor(backoff)) {
            restarts++;
            say("%s (pid %d) %s; restarting it (restart %d)".formatted(process.id(), pid, how, restarts));
            var begin = System.nanoTime();
            try {
                startOnce();
                if (shouldRun) {
                    say("%s is ready again after %.1f s".formatted(process.id(), (System.nanoTime() - begin) / 1e9));
                }
                return;
            } catch (RuntimeException e) {
                if (shouldRun) {
                    how = "did not restart: " + e.getMessage();
                    backoff = backoff.compareTo(LONGEST_BACKOFF) < 0 ? backoff.multipliedBy(2) : LONGEST_BACKOFF;
                }
            }
        }
    }

    private boolean waitFor(Duration duration) {
        var end = System.nanoTime() + duration.toNanos();
        while (shouldRun && System.nanoTime() < end) {
            Await.pause(process.id());
        }
        return shouldRun;
    }

    private void say(String text) {
        text.lines().forEach(line -> log.line(ConsoleLog.STACK, line));
    }

    private void await(Future<?> work) {
        try {
            work.get(10, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted while waiting for " + process.id(), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new LocalStackException("%s did not start or stop within 10 minutes".formatted(process.id()), e);
        }
    }
}
