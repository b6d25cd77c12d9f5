package dev.orderly.events.forwarder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;

/** {@link KilledForwarder} as a process of its own, on the shared broker and a test's database. */
final class ForwarderProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private ForwarderProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param log       what it says is appended here
     * @param arguments options of the JVM, which begin with {@code -}, and properties of the service, which begin with
     *                  {@code --}
     */
    static ForwarderProcess start(TestDatabase database, String source, String topic, Path log, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dspring.kafka.producer.properties.interceptor.classes="
                        + KilledForwarder.InTheMiddleOfABatch.class.getName()));
        List<String> properties = new ArrayList<>(List.of(
                "--spring.main.web-application-type=none",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--spring.datasource.hikari.maximum-pool-size=4",
                "--spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                "--orderly.source=" + source,
                "--orderly.topic=" + topic));
        for (var argument : arguments) {
            (argument.startsWith("--") ? properties : command).add(argument);
        }
        command.add(KilledForwarder.class.getName());
        command.addAll(properties);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new ForwarderProcess(process, log);
    }

    long pid() {
        return process.pid();
    }

    /** Whether it has said so, since its log was begun. */
    boolean hasSaid(String text) throws IOException {
        return timesSaid(text) > 0;
    }

    /** In how many lines it has said so, since its log was begun. */
    long timesSaid(String text) throws IOException {
        try (var lines = Files.lines(log)) {
            return lines.filter(each -> each.contains(text)).count();
        }
    }

    /** Waits for its end. */
    boolean hasEndedWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    /** {@code SIGKILL}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** {@code SIGSTOP}: it keeps its connections, and does nothing. */
    void pause() {
        KilledForwarder.signal("STOP", pid());
    }

    /** {@code SIGCONT}. */
    void wakeUp() {
        KilledForwarder.signal("CONT", pid());
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
