package dev.orderly.localstack.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A process that does not outlive this JVM. It ignores the terminal's Ctrl-C and hang-up, so this JVM decides in which
 * order the processes stop.
 */
public final class ChildProcess {

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Starts the command; stdout and stderr both go to {@code output}. */
    public static ChildProcess start(
            List<String> command, Map<String, String> environment, Path directory, Redirect output) {
        // An ignored signal stays ignored across exec, and a JVM leaves ignored signals alone.
        var shielded = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        shielded.addAll(command);
        var builder = new ProcessBuilder(shielded)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            OrphanReaper.guard(process.toHandle());
            return new ChildProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.get(0), e);
        }
    }

    /** The {@code java} command of the JVM that runs this. */
    public static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its stdout and stderr, if they are not redirected. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Completes when it exits, with a text such as {@code exited with code 137 (SIGKILL)}. */
    public CompletableFuture<String> ended() {
        return process.onExit().thenApply(ended -> "exited with code " + describe(ended.exitValue()));
    }

    private static String describe(int exitCode) {
        return switch (exitCode) {
            case 128 + 2 -> exitCode + " (SIGINT)";
            case 128 + 6 -> exitCode + " (SIGABRT)";
            case 128 + 9 -> exitCode + " (SIGKILL)";
            case 128 + 15 -> exitCode + " (SIGTERM)";
            default -> String.valueOf(exitCode);
        };
    }

    /** Sends {@code SIGTERM}, and {@code SIGKILL} after the timeout. When this returns, the process has exited. */
    public void stop(Duration timeout) {
        // Through its handle: Process.destroy() would close the output stream, and the last lines would be lost.
        process.toHandle().destroy();
        if (!endsWithin(timeout)) {
            kill();
        }
    }

    /** Sends {@code SIGKILL}. When this returns, the process has exited. */
    public void kill() {
        process.toHandle().destroyForcibly();
        endsWithin(Duration.ofSeconds(10));
    }

    /** Waits for its exit; {@code false} if the timeout expires or the thread is interrupted first. */
    public boolean endsWithin(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
