package dev.orderly.localstack;

import java.util.concurrent.CompletableFuture;

/** A part of the stack that is a process of its own, and comes back on the data it had. */
interface Part {

    /** A word that leads its lines. */
    String id();

    /**
     * Starts it; it is ready for use when this returns.
     *
     * @throws LocalStackException when it does not come up; it is not left running then
     */
    void start();

    /** Ends it in order, within a bounded time. It has ended when this returns; does nothing when it does not run. */
    void stop();

    /** Ends it at once, as a crash would. It has ended when this returns; does nothing when it does not run. */
    void kill();

    long pid();

    /** Completes at the end of the process that runs now, with how it ended. */
    CompletableFuture<String> ended();

    /** The last lines that it wrote. */
    String lastWords();
}
