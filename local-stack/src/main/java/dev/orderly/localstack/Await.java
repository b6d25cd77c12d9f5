package dev.orderly.localstack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waiting for a part of the stack, bounded, and with its last words when it does not come. */
final class Await {

    private static final long PAUSE_MILLIS = 100;
    private static final int LAST_LINES = 25;

    private Await() {}

    /**
     * Returns once the condition holds; an exception from it counts as not yet.
     *
     * @throws LocalStackException when the process ends first, or {@code patience} does; its last words are in the message
     */
    static void until(
            String part,
            Duration patience,
            ChildProcess process,
            Supplier<String> lastWords,
            Callable<Boolean> condition) {
        var deadline = System.nanoTime() + patience.toNanos();
        Exception last = new TimeoutException(part + " did not fail, it was just not there");
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new LocalStackException("%s %s instead of starting. %s"
                        .formatted(part, process.ended().join(), lastWords.get()));
            }
            try {
                if (condition.call()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalStackException(part + " was interrupted at its start", e);
            } catch (Exception e) {
                last = e;
            }
            pause(part);
        }
        throw new LocalStackException(
                "%s is not ready after %d seconds. %s".formatted(part, patience.toSeconds(), lastWords.get()), last);
    }

    static void pause(String part) {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException(part + " was interrupted at its start", e);
        }
    }

    static String lastLines(Path log) {
        try {
            var lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            var tail = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
            return "The end of %s:%n  %s".formatted(log, String.join(System.lineSeparator() + "  ", tail));
        } catch (IOException e) {
            return "There is no log at " + log;
        }
    }
}
