package dev.orderly.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

/**
 * What the stack shows, and remembers: the lines of its parts, each led by the part's name.
 *
 * <p>Until it is opened it shows announcements only, so that progress is not lost among log lines; the lines are kept
 * meanwhile, in memory (the last ten thousand of each part) and in a file for each part. Safe for use by several threads.
 */
final class Screen {

    static final String STACK = "stack";

    private static final int KEPT = 10_000;
    private static final int WIDTH = Service.NOTIFICATION.id().length();

    private final PrintStream out;
    private final Path directory;
    private final Map<String, Deque<String>> lines = new TreeMap<>();
    private boolean open;

    /** Shows on {@code out}, and keeps files in {@code directory}, which is made when missing. */
    Screen(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows the text as it is, at once. */
    synchronized void announce(String text) {
        out.println(text);
        out.flush();
    }

    /** From now on, shows every line. */
    synchronized void open() {
        open = true;
    }

    /** From now on, shows announcements only. */
    synchronized void close() {
        open = false;
    }

    /** A line of a part. */
    synchronized void line(String part, String text) {
        var kept = lines.computeIfAbsent(part, name -> new ArrayDeque<>());
        kept.addLast(text);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        try {
            Files.writeString(directory.resolve(part + ".log"), text + "\n", UTF_8, CREATE, APPEND);
        } catch (IOException e) {
            // The directory may be on its way out, with the stack; what is on the screen matters more.
        }
        if (open) {
            out.println(("%-" + WIDTH + "s | %s").formatted(part, text));
            out.flush();
        }
    }

    /** The lines of a part that are still kept, oldest first. */
    synchronized List<String> lines(String part) {
        return List.copyOf(lines.getOrDefault(part, new ArrayDeque<>()));
    }
}
