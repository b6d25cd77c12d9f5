package dev.orderly.localstack.process;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

/**
 * Collects the log lines of all processes, and prints them, each led by the name of its source.
 *
 * <p>Until it is opened it prints announcements only, so that log lines do not hide the progress of the start. It keeps
 * every line meanwhile: in memory (the last ten thousand of each source) and in one file for each source. Safe for use
 * by several threads.
 *
 * <p>On a screen a line is short, see {@link ScreenLine}; in the file it is whole. With the system property
 * {@code orderly.color} each source has a color.
 */
public final class ConsoleLog {

    static final String STACK = "stack";

    private static final int KEPT = 10_000;

    /** That a light and a dark background both leave readable. */
    private static final List<String> COLORS =
            List.of("\u001b[36m", "\u001b[35m", "\u001b[32m", "\u001b[33m", "\u001b[34m", "\u001b[31m");

    private final PrintStream out;
    private final Path directory;
    private final Map<String, Deque<String>> lines = new TreeMap<>();
    private final boolean colored = Boolean.getBoolean("orderly.color");
    private final Map<String, String> colors = new HashMap<>();
    private boolean open;

    /** Prints to {@code out} and writes files into {@code directory}, which it creates if it is missing. */
    public ConsoleLog(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the log directory " + directory, e);
        }
    }

    /** Prints the text as it is, at once. */
    public synchronized void announce(String text) {
        out.println(text);
        out.flush();
    }

    /** From now on, prints log lines as well. */
    public synchronized void open() {
        open = true;
    }

    /** Adds a log line of this source. */
    public synchronized void line(String source, String text) {
        var kept = lines.computeIfAbsent(source, name -> new ArrayDeque<>());
        kept.addLast(text);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        try {
            Files.writeString(directory.resolve(source + ".log"), text + "\n", UTF_8, CREATE, APPEND);
        } catch (IOException e) {
            // While the stack stops, its directory may already be deleted. The console still gets the line.
        }
        if (open) {
            out.println(ScreenLine.of(source, text, colorOf(source)));
            out.flush();
        }
    }

    /** In the order in which the sources first write. */
    private String colorOf(String source) {
        return colored ? colors.computeIfAbsent(source, name -> COLORS.get(colors.size() % COLORS.size())) : "";
    }

    /** The lines of this source that are still in memory, oldest first. */
    public synchronized List<String> lines(String source) {
        return List.copyOf(lines.getOrDefault(source, new ArrayDeque<>()));
    }
}
