package dev.orderly.localstack.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.ConsoleLog;
import dev.orderly.localstack.process.ManagedChildProcess;
import dev.orderly.localstack.process.Ports;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A service of the shop as a process, started from its jar and configured by environment variables. */
public final class ServiceProcess extends ManagedChildProcess {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
    private static final int LAST_LINES = 40;

    private final ServiceJar jar;
    private final URI url;
    private final String readyPath;
    private final Map<String, String> environment;
    private final Path directory;
    private final ConsoleLog log;
    private final HttpClient http;

    /**
     * Does not start the service yet.
     *
     * @param id          the name that leads its log lines
     * @param url         where the service will listen
     * @param readyPath   what it answers with 200 as soon as it is ready
     * @param environment its environment variables, in addition to those of this process
     * @param directory   its working directory
     * @param log         gets its output
     */
    public ServiceProcess(
            String id,
            ServiceJar jar,
            URI url,
            String readyPath,
            Map<String, String> environment,
            Path directory,
            ConsoleLog log,
            HttpClient http) {
        super(id, STOP_TIMEOUT);
        this.jar = jar;
        this.url = url;
        this.readyPath = readyPath;
        this.environment = environment;
        this.directory = directory;
        this.log = log;
        this.http = http;
    }

    /** {@inheritDoc} The service is ready when it answers a {@code GET} of its ready path with 200. */
    @Override
    public void start() {
        var started = ChildProcess.start(
                List.of(
                        ChildProcess.java().toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:MetaspaceSize=128m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dfile.encoding=UTF-8",
                        "-Dstdout.encoding=UTF-8",
                        "-jar",
                        jar.extracted().toString()),
                environment,
                directory,
                Redirect.PIPE);
        var reader = new Thread(() -> read(started), id() + "-output");
        reader.setDaemon(true);
        reader.start();
        manage(started, () -> Await.until(id(), START_TIMEOUT, started, this::lastOutput, this::isReady));
    }

    @Override
    public String lastOutput() {
        return Await.lastLines("The end of its log", log.lines(id()), LAST_LINES);
    }

    private boolean isReady() throws IOException, InterruptedException {
        // A look at the port costs less than an HTTP request that fails, and the starting service needs the processor.
        if (!Ports.accepts(url.getPort())) {
            return false;
        }
        var request = HttpRequest.newBuilder(url.resolve(readyPath))
                .timeout(Duration.ofSeconds(2))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    private void read(ChildProcess process) {
        try (var lines = new BufferedReader(new InputStreamReader(process.output(), UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                log.line(id(), line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the output of " + id(), e);
        }
    }
}
