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

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.subject.Load;
import dev.orderly.lab.subject.Outcome;
import dev.orderly.lab.subject.RungProcess;
import tools.jackson.databind.json.JsonMapper;

/** A {@link RungProcess} from outside. */
final class Subject implements AutoCloseable {

    private static final JsonMapper json = new JsonMapper();

    private final Process process;
    private final Writer commands;
    private final Path log;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private volatile CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

    private Subject(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        var reader = new Thread(this::read, "output-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one; it is not ready yet. What it logs is appended to the file. */
    static Subject start(Rung rung, RungProcess.Side side, Map<String, String> properties, Path log) {
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
            return new Subject(
                    new ProcessBuilder(command).redirectErrorStream(true).start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start a process of " + rung, e);
        }
    }

    void awaitReady() {
        await(ready);
    }

    /** Begins the load; at most one at a time. */
    void begin(Load load) {
        outcome = new CompletableFuture<>();
        gate = new CompletableFuture<>();
        say(json.writeValueAsString(load));
    }

    Outcome awaitOutcome() {
        return await(outcome);
    }

    /** Waits until a caller's transaction has just committed, and nothing that follows from it has begun there. */
    void awaitGate() {
        await(gate);
    }

    void openGate() {
        say(RungProcess.OPEN);
    }

    /** {@code SIGKILL}; it has ended when this returns. */
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
            throw new IllegalStateException("A process does not answer, see " + log, e);
        }
    }

    private void say(String line) {
        try {
            commands.write(line + System.lineSeparator());
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("A process has ended, see " + log, e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var writer = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(RungProcess.MARK)) {
                    understand(line.substring(RungProcess.MARK.length()));
                } else {
                    writer.write(line + System.lineSeparator());
                    writer.flush();
                }
            }
        } catch (IOException e) {
            // It was killed while it spoke.
        } finally {
            var ended = new IllegalStateException("The process has ended");
            ready.completeExceptionally(ended);
            outcome.completeExceptionally(ended);
            gate.completeExceptionally(ended);
        }
    }

    private void understand(String what) {
        switch (what) {
            case RungProcess.READY -> ready.complete(null);
            case RungProcess.GATE -> gate.complete(null);
            default -> outcome.complete(json.readValue(what, Outcome.class));
        }
    }
}
