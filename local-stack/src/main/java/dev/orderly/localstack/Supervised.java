package dev.orderly.localstack;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps a part running for as long as that is wanted: one that ends by itself is started again, for ever, after a pause
 * that grows from half a second to eight. Safe for use by several threads.
 */
public final class Supervised {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final Part part;
    private final Screen screen;
    private final ExecutorService worker;
    private volatile boolean wanted;
    private volatile boolean starting;
    private int restarts;

    Supervised(Part part, Screen screen) {
        this.part = part;
        this.screen = screen;
        this.worker = Executors.newSingleThreadExecutor(task -> {
            var thread = new Thread(task, part.id() + "-supervisor");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts the part, unless it runs, and keeps it running once it is ready, which it is when this returns.
     *
     * @throws LocalStackException when it does not get ready this first time
     */
    public void start() {
        if (wanted) {
            return;
        }
        wanted = true;
        await(worker.submit(() -> {
            try {
                startOnce();
            } catch (RuntimeException e) {
                wanted = false;
                throw e;
            }
        }));
    }

    /** Stops the part in order. It stays down until it is started again. */
    public void stop() {
        // What is not ready yet has nothing to finish, and may be slow to listen.
        end(starting ? part::kill : part::stop);
    }

    /** Kills the part. It stays down until it is started again; to see it come back, kill its {@link #pid()}. */
    public void kill() {
        end(part::kill);
    }

    /** Stops the part in order, for good. */
    void close() {
        stop();
        worker.shutdown();
    }

    /** Of the process that runs now. */
    public long pid() {
        return part.pid();
    }

    private void end(Runnable ending) {
        wanted = false;
        ending.run();
        // Had it been about to start just now, it sees that it is not wanted.
        await(worker.submit(part::stop));
    }

    private void startOnce() {
        starting = true;
        try {
            part.start();
        } finally {
            starting = false;
        }
        if (!wanted) {
            part.stop();
            return;
        }
        var pid = part.pid();
        part.ended().thenAccept(how -> {
            if (wanted) {
                worker.execute(() -> startAgain(pid, how));
            }
        });
    }

    private void startAgain(long pid, String how) {
        var pause = FIRST_PAUSE;
        // The pause comes first: whoever ends the whole stack at once ends the parts a moment before it.
        while (wanted && pause(pause)) {
            restarts++;
            say("%s (pid %d) %s; starting it again (restart %d)".formatted(part.id(), pid, how, restarts));
            var begin = System.nanoTime();
            try {
                startOnce();
                if (wanted) {
                    say("%s is back after %.1f s".formatted(part.id(), (System.nanoTime() - begin) / 1e9));
                }
                return;
            } catch (RuntimeException e) {
                if (wanted) {
                    how = "did not come back: " + e.getMessage();
                    pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                }
            }
        }
    }

    private boolean pause(Duration duration) {
        var end = System.nanoTime() + duration.toNanos();
        while (wanted && System.nanoTime() < end) {
            Await.pause(part.id());
        }
        return wanted;
    }

    private void say(String text) {
        text.lines().forEach(line -> screen.line(Screen.STACK, line));
    }

    private static void await(Future<?> work) {
        try {
            work.get(10, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new LocalStackException("A part of the stack hangs", e);
        }
    }
}
