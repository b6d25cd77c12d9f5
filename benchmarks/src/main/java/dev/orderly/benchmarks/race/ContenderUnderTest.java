package dev.orderly.benchmarks.race;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.orderly.benchmarks.contender.ContenderProcess;
import dev.orderly.benchmarks.contender.ContenderSetup;
import dev.orderly.localstack.process.OrphanReaper;

/** A handle on a running {@link ContenderProcess}: sends it one command after the other. Used by one thread. */
final class ContenderUnderTest implements AutoCloseable {

    /** The same for every contender. */
    static final List<String> JVM_OPTIONS = List.of("-Xms1g", "-Xmx1g");

    /** To store 50 million events takes twenty minutes, and more on a slower machine. */
    private static final Duration TIMEOUT = Duration.ofHours(2);

    private final Entrant entrant;
    private final ContenderSetup setup;
    private final Process process;
    private final Path log;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private long nextNumber = 1;

    private ContenderUnderTest(Entrant entrant, ContenderSetup setup, Process process, Path log) {
        this.entrant = entrant;
        this.setup = setup;
        this.process = process;
        this.log = log;
        var reader = new Thread(this::read, "output-of-" + entrant.name());
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts the process and waits until it answers commands. Its log output is appended to the file. */
    static ContenderUnderTest start(Entrant entrant, ContenderSetup setup, Path log) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of(
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                entrant.kind().classPath(),
                ContenderProcess.class.getName(),
                entrant.kind().name()));
        command.addAll(setup.arguments());
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            OrphanReaper.guard(process.toHandle());
            var contender = new ContenderUnderTest(entrant, setup, process, log);
            contender.awaitAnswer("start of the process");
            return contender;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + entrant, e);
        }
    }

    Entrant entrant() {
        return entrant;
    }

    String topic() {
        return setup.topic();
    }

    long pid() {
        return process.pid();
    }

    /** The first of this many numbers that no event has had yet. */
    long takeNumbers(int count) {
        var first = nextNumber;
        nextNumber += count;
        return first;
    }

    /**
     * Returns when the contender has done it.
     *
     * @throws IllegalStateException if it fails, ends, or takes too long
     */
    void command(Object... words) {
        var line = String.join(" ", List.of(words).stream().map(String::valueOf).toList());
        try {
            var commands = process.outputWriter(StandardCharsets.UTF_8);
            commands.write(line + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("%s has ended; see its log %s".formatted(entrant, log), e);
        }
        awaitAnswer(line);
    }

    private void awaitAnswer(String command) {
        try {
            var answer = answers.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
            if (!ContenderProcess.OK.equals(answer)) {
                throw new IllegalStateException(
                        "%s: %s has answered %s; see its log %s".formatted(command, entrant, answer, log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                var writer = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ContenderProcess.OK) || line.startsWith(ContenderProcess.FAILED)) {
                    answers.add(line);
                } else {
                    writer.write(line + System.lineSeparator());
                    writer.flush();
                }
            }
        } catch (IOException e) {
            // The process was killed while it wrote.
        } finally {
            answers.add("that it has ended");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
