package dev.orderly.localstack.process;

import java.util.concurrent.CompletableFuture;

/** An operating-system process of the stack that can be restarted and then finds the data it had. */
public interface ManagedProcess {

    /** The name that leads its log lines. */
    String id();

    /**
     * Starts the process. When this returns, the process is ready for use.
     *
     * @throws LocalStackException if the process exits or is not ready in time; it does not run then
     */
    void start();

    /**
     * Stops the process in an orderly way, and kills it after a timeout. When this returns, the process has exited. Does
     * nothing if the process does not run.
     */
    void stop();

    /** Kills the process, as a crash would. When this returns, it has exited. Does nothing if the process does not run. */
    void kill();

    /** @throws IllegalStateException if the process was never started */
    long pid();

    /** Completes when the current process exits, with a text such as {@code exited with code 137 (SIGKILL)}. */
    CompletableFuture<String> ended();

    /** The last lines that the process wrote, as a text for a message. */
    String lastOutput();
}
