package dev.orderly.localstack;

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
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A service of the shop, run from its jar as a process of its own, with everything it needs in environment variables. */
final class ServiceProcess implements Part {

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int LAST_LINES = 40;

    private final Service service;
    private final ServiceJar jar;
    private final URI url;
    private final Map<String, String> environment;
    private final Path directory;
    private final Screen screen;
    private final HttpClient http;
    private volatile @Nullable ChildProcess process;

    /**
     * Starts nothing yet.
     *
     * @param url         where it will answer
     * @param environment its variables, beside those of this process
     * @param directory   where it runs
     * @param screen      gets its lines
     */
    ServiceProcess(
            Service service,
            ServiceJar jar,
            URI url,
            Map<String, String> environment,
            Path directory,
            Screen screen,
            HttpClient http) {
        this.service = service;
        this.jar = jar;
        this.url = url;
        this.environment = environment;
        this.directory = directory;
        this.screen = screen;
        this.http = http;
    }

    @Override
    public String id() {
        return service.id();
    }

    /** {@inheritDoc} Ready is what {@code GET /readyz} says is ready. */
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
                        jar.unpacked().toString()),
                environment,
                directory,
                Redirect.PIPE);
        process = started;
        var reader = new Thread(() -> read(started), service.id() + "-output");
        reader.setDaemon(true);
        reader.start();
        try {
            Await.until(service.id(), START, started, this::lastWords, this::isReady);
        } catch (RuntimeException e) {
            started.kill();
            throw e;
        }
    }

    @Override
    public void stop() {
        var running = process;
        if (running != null) {
            running.stop(STOP);
        }
    }

    @Override
    public void kill() {
        var running = process;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public long pid() {
        return running().pid();
    }

    @Override
    public CompletableFuture<String> ended() {
        return running().ended();
    }

    @Override
    public String lastWords() {
        var lines = screen.lines(service.id());
        return "The end of its log:%n  %s"
                .formatted(String.join(
                        System.lineSeparator() + "  ",
                        lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
    }

    private ChildProcess running() {
        var running = process;
        if (running == null) {
            throw new IllegalStateException(service.id() + " was never started");
        }
        return running;
    }

    private boolean isReady() throws IOException, InterruptedException {
        // Asking in vain costs this process a lot more than looking at the port, and the service needs the time itself.
        if (!Ports.accepts(url.getPort())) {
            return false;
        }
        var request = HttpRequest.newBuilder(url.resolve("/readyz"))
                .timeout(Duration.ofSeconds(2))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    private void read(ChildProcess from) {
        try (var lines = new BufferedReader(new InputStreamReader(from.output(), UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                screen.line(service.id(), line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
