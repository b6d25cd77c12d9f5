package dev.orderly.localstack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Waits, with a timeout, until a process is ready; on failure the exception carries the process's last output. */
public final class Await {

    private static final long POLL_MILLIS = 100;
    private static final int LAST_LINES = 25;

    private Await() {}

    /**
     * Returns once the condition is true; an exception from the condition counts as false.
     *
     * @param name       of the process, for messages
     * @param lastOutput supplies the last lines that the process wrote
     * @throws LocalStackException if the process exits or the timeout expires first; the message contains the last output
     */
    public static void until(
            String name,
            Duration timeout,
            ChildProcess process,
            Supplier<String> lastOutput,
            Callable<Boolean> condition) {
        var deadline = System.nanoTime() + timeout.toNanos();
        Exception last = new TimeoutException(name + " reported no error and did not become ready");
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new LocalStackException("%s %s before it was ready. %s"
                        .formatted(name, process.ended().join(), lastOutput.get()));
            }
            try {
                if (condition.call()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted(name, e);
            } catch (Exception e) {
                last = e;
            }
            pause(name);
        }
        throw new LocalStackException(
                "%s is not ready after %d seconds. %s".formatted(name, timeout.toSeconds(), lastOutput.get()), last);
    }

    /**
     * Sleeps for 100 milliseconds.
     *
     * @param name of what is waited for, for messages
     * @throws LocalStackException if the thread is interrupted; its interrupt flag stays set
     */
    public static void pause(String name) {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(name, e);
        }
    }

    /** The last lines of a log file, as a text for a message. */
    public static String lastLines(Path log) {
        try {
            return lastLines("The end of " + log, Files.readAllLines(log, StandardCharsets.UTF_8), LAST_LINES);
        } catch (IOException e) {
            return "There is no log file " + log;
        }
    }

    /** The last {@code count} of these lines under a heading, as a text for a message. */
    public static String lastLines(String heading, List<String> lines, int count) {
        var tail = lines.subList(Math.max(0, lines.size() - count), lines.size());
        return "%s:%n  %s".formatted(heading, String.join(System.lineSeparator() + "  ", tail));
    }

    private static LocalStackException interrupted(String name, InterruptedException cause) {
        return new LocalStackException("Interrupted while waiting for " + name, cause);
    }
}
