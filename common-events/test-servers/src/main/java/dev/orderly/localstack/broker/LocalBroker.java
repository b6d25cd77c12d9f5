package dev.orderly.localstack.broker;

import java.nio.file.Path;
import java.time.Duration;

import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ManagedChildProcess;

/** A broker that keeps its data and its log in one directory, and its port across restarts. */
abstract class LocalBroker extends ManagedChildProcess {

    static final Duration START_TIMEOUT = Duration.ofMinutes(3);

    private final Path directory;
    private final int port;

    /**
     * @param directory where the broker keeps its data and its log; created if it is missing
     * @param port      where clients connect
     */
    LocalBroker(String id, Duration stopTimeout, Path directory, int port) {
        super(id, stopTimeout);
        this.directory = directory.toAbsolutePath();
        this.port = port;
    }

    /** The broker's log file. */
    public final Path logFile() {
        return directory.resolve("broker.log");
    }

    @Override
    public final String lastOutput() {
        return Await.lastLines(logFile());
    }

    /** Where clients connect, on 127.0.0.1. */
    public final int port() {
        return port;
    }

    final Path directory() {
        return directory;
    }
}
