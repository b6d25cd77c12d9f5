package dev.orderly.localstack.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** A {@link ManagedProcess} that is one child process. One thread starts it; any thread may stop or kill it. */
public abstract class ManagedChildProcess implements ManagedProcess, AutoCloseable {

    private final String id;
    private final Duration stopTimeout;
    private volatile @Nullable ChildProcess process;

    /** @param stopTimeout after which {@link #stop()} kills the process */
    protected ManagedChildProcess(String id, Duration stopTimeout) {
        this.id = id;
        this.stopTimeout = stopTimeout;
    }

    @Override
    public final String id() {
        return id;
    }

    @Override
    public final long pid() {
        return current().pid();
    }

    /** Sends {@code SIGTERM}, and {@code SIGKILL} after the stop timeout. Does nothing if the process does not run. */
    @Override
    public void stop() {
        var running = process;
        if (running != null) {
            running.stop(stopTimeout);
        }
    }

    /** Sends {@code SIGKILL}. Does nothing if the process does not run. */
    @Override
    public final void kill() {
        var running = process;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public final void close() {
        stop();
    }

    @Override
    public final CompletableFuture<String> ended() {
        return current().ended();
    }

    /** @throws IllegalStateException if the process runs */
    protected final void requireNotRunning() {
        var running = process;
        if (running != null && running.isAlive()) {
            throw new IllegalStateException(id + " already runs, with pid " + running.pid());
        }
    }

    /** Makes {@code started} the current process and waits until it is ready; if that fails, kills it. */
    protected final void manage(ChildProcess started, Runnable awaitReady) {
        process = started;
        try {
            awaitReady.run();
        } catch (RuntimeException e) {
            started.kill();
            throw e;
        }
    }

    private ChildProcess current() {
        var current = process;
        if (current == null) {
            throw new IllegalStateException(id + " was never started");
        }
        return current;
    }
}
