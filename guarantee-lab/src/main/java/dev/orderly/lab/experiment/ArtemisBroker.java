package dev.orderly.lab.experiment;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.ManagedChildProcess;
import dev.orderly.localstack.process.Ports;

/** ActiveMQ Artemis as a process on the loopback interface. It keeps its port and its data across kills and restarts. */
final class ArtemisBroker extends ManagedChildProcess {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final Path directory;
    private final String topic;
    private final int port = Ports.free();

    /** @param topic the broker has this topic and its queue from its first start on */
    ArtemisBroker(Path directory, String topic) {
        super("artemis", STOP_TIMEOUT);
        this.directory = directory;
        this.topic = topic;
    }

    /** Where clients connect. If the broker goes away, a client does not wait for it: its caller gets the error at once. */
    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    @Override
    public void start() {
        requireNotRunning();
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + directory, e);
        }
        var started = ChildProcess.start(
                List.of(
                        ChildProcess.java().toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx192m",
                        "-Dlogback.configurationFile=dev/orderly/lab/artemis-logback.xml",
                        "-cp",
                        classPath(),
                        ArtemisServer.class.getName(),
                        directory.toString(),
                        String.valueOf(port),
                        topic),
                Map.of(),
                directory,
                Redirect.appendTo(log().toFile()));
        manage(
                started,
                () -> Await.until("Artemis", START_TIMEOUT, started, this::lastOutput, () -> Ports.accepts(port)));
    }

    /** The broker runs in its own directory, so relative paths would lead nowhere. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Override
    public String lastOutput() {
        return Await.lastLines(log());
    }

    private Path log() {
        return directory.resolve("broker.log");
    }
}
