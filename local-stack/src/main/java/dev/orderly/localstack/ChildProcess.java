package dev.orderly.localstack;

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
 * A process that belongs to this JVM: it does not outlive it, and the terminal's Ctrl-C and hang-up do not reach it, so
 * that its owner decides in which order things stop.
 */
final class ChildProcess {

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Starts the command; stdout and stderr go the same way. */
    static ChildProcess start(List<String> command, Map<String, String> environment, Path directory, Redirect output) {
        // An ignored signal stays ignored across exec, and a JVM leaves ignored signals alone.
        var deaf = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
        deaf.addAll(command);
        var builder = new ProcessBuilder(deaf)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            Keeper.guard(process.pid());
            process.onExit().thenAccept(ended -> Keeper.forget(ended.pid()));
            return new ChildProcess(process);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + command.get(0), e);
        }
    }

    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it writes to stdout and stderr, if that was not redirected. */
    InputStream output() {
        return process.getInputStream();
    }

    /** Completes at its end with how it ended, such as {@code ended with exit code 137 (SIGKILL)}. */
    CompletableFuture<String> ended() {
        return process.onExit().thenApply(ended -> "ended with exit code " + describe(ended.exitValue()));
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

    /** Asks it to end by {@code SIGTERM}; after {@code patience}, kills it. It has ended when this returns. */
    void stop(Duration patience) {
        // Through its handle: the process itself would close its output, and with it its last words.
        process.toHandle().destroy();
        if (!endsWithin(patience)) {
            kill();
        }
    }

    /** {@code SIGKILL}. It has ended when this returns. */
    void kill() {
        process.toHandle().destroyForcibly();
        endsWithin(Duration.ofSeconds(10));
    }

    boolean endsWithin(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
