package dev.orderly.localstack.stub;

import org.jspecify.annotations.Nullable;

/** A server within this JVM that can be started again after a stop. Safe for use by several threads. */
abstract class StubServer<S> implements AutoCloseable {

    private @Nullable S server;

    /** Starts the server. When this returns, it answers requests. */
    public final synchronized void start() {
        server = startServer();
    }

    /** Stops the server: it refuses connections from now on. What it received before stays readable. */
    public final synchronized void stop() {
        if (server != null) {
            stopServer(server);
            server = null;
        }
    }

    @Override
    public final void close() {
        stop();
    }

    abstract S startServer();

    abstract void stopServer(S server);
}
