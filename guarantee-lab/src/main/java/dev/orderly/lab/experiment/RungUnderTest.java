package dev.orderly.lab.experiment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.orderly.lab.process.Load;
import dev.orderly.lab.process.Outcome;
import dev.orderly.lab.process.RungProcess;
import dev.orderly.lab.rung.Rung;
import tools.jackson.databind.json.JsonMapper;

/** A handle on a running {@link RungProcess}: sends it commands and reads its answers. */
final class RungUnderTest implements AutoCloseable {

    private static final JsonMapper json = new JsonMapper();

    private final Process process;
    private final Writer commands;
    private final Path log;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

    private RungUnderTest(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        var reader = new Thread(this::read, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the process and returns before it is ready. Its log output is appended to the file. */
    static RungUnderTest start(Rung rung, RungProcess.Side side, Map<String, String> properties, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path"),
                RungProcess.class.getName(),
                rung.name(),
                side.name()));
        properties.forEach((name, value) -> command.add("--" + name + "=" + value));
        try {
            return new RungUnderTest(
                    new ProcessBuilder(command).redirectErrorStream(true).start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the %s process of rung %s".formatted(side, rung), e);
        }
    }

    void awaitReady() {
        await(ready);
    }

    /** Starts the load and returns at once. The process runs one load at a time. */
    void begin(Load load) {
        outcome = new CompletableFuture<>();
        gate = new CompletableFuture<>();
        send(json.writeValueAsString(load));
    }

    Outcome awaitOutcome() {
        return await(outcome);
    }

    /** Waits until the last commit before the gate. No listener of that transaction has run by then. */
    void awaitGate() {
        await(gate);
    }

    void openGate() {
        send(RungProcess.OPEN);
    }

    /** Waits until the process has ended. */
    void awaitEnd() {
        await(process.onExit());
    }

    /** Sends {@code SIGKILL} and waits until the process has ended. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }

    private <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(2, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The process has not answered within 2 minutes; see its log " + log, e);
        }
    }

    private void send(String line) {
        try {
            commands.write(line + System.lineSeparator());
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The process has ended; see its log " + log, e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var writer = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(RungProcess.MARK)) {
                    receive(line.substring(RungProcess.MARK.length()));
                } else {
                    writer.write(line + System.lineSeparator());
                    writer.flush();
                }
            }
        } catch (IOException e) {
            // The process was killed while it wrote.
        } finally {
            var ended = new IllegalStateException("The process has ended; see its log " + log);
            ready.completeExceptionally(ended);
            outcome.completeExceptionally(ended);
            gate.completeExceptionally(ended);
        }
    }

    private void receive(String answer) {
        switch (answer) {
            case RungProcess.READY -> ready.complete(null);
            case RungProcess.GATE -> gate.complete(null);
            default -> outcome.complete(json.readValue(answer, Outcome.class));
        }
    }
}
