package dev.orderly.localstack;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/** A part that is one child process, which writes what it has to say into a file. Any thread may stop or kill it. */
abstract class ProcessPart implements Part, AutoCloseable {

    private final Duration patience;
    private volatile @Nullable ChildProcess process;

    /** @param patience after which a process that was asked to end is killed */
    ProcessPart(Duration patience) {
        this.patience = patience;
    }

    /** What the process writes: its log and, after a crash, the reason. */
    public abstract Path logFile();

    /** Its process id. */
    @Override
    public long pid() {
        return current().pid();
    }

    /** Stops it by {@code SIGTERM}, and by {@code SIGKILL} when its patience is over. Does nothing when none runs. */
    @Override
    public void stop() {
        var running = process;
        if (running != null) {
            running.stop(patience);
        }
    }

    /** Kills it by {@code SIGKILL}, as a crash would. Does nothing when none runs. */
    @Override
    public void kill() {
        var running = process;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public CompletableFuture<String> ended() {
        return current().ended();
    }

    @Override
    public String lastWords() {
        return Await.lastLines(logFile());
    }

    void requireNotRunning() {
        var running = process;
        if (running != null && running.isAlive()) {
            throw new IllegalStateException("It is running: " + id());
        }
    }

    /** From now on this is the process; when it does not get ready it is killed. */
    void become(ChildProcess started, Runnable awaitReady) {
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
            throw new IllegalStateException("It was never started: " + id());
        }
        return current;
    }
}
