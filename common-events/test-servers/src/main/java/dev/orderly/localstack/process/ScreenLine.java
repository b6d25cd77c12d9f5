package dev.orderly.localstack.process;

import java.util.regex.Pattern;

/**
 * A log line as the screen shows it: on one row of 140 columns, with short ids, without what rarely matters. The log file has
 * the whole line.
 */
final class ScreenLine {

    private static final int WIDTH = 140;

    /** As long as the longest name of a source, {@code notification-service}. */
    private static final int NAME_WIDTH = 20;

    /** Time, level, trace and logger, as shop-service.yml prints them. */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile("(\\d\\d:\\d\\d:\\d\\d\\.\\d{3}) (\\w+) +(\\S+) +(\\S+) +(.*)");

    private static final Pattern UUID =
            Pattern.compile("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}([0-9a-f]{8})\\b");

    private static final String NO_TRACE = "-";
    private static final int TRACE = 8;

    private ScreenLine() {}

    /** @param color of the source's name; an empty text for none */
    static String of(String source, String text, String color) {
        var name = ("%-" + NAME_WIDTH + "s |").formatted(source);
        var shown = cut(" " + UUID.matcher(shortened(text)).replaceAll("…$1"), WIDTH - name.length());
        return color.isEmpty() ? name + shown : color + name + "\u001b[0m" + shown;
    }

    private static String shortened(String text) {
        var line = OF_A_SERVICE.matcher(text);
        if (!line.matches()) {
            return text;
        }
        var level = line.group(2).equals("INFO") ? "" : line.group(2) + " ";
        var trace = line.group(3).equals(NO_TRACE) ? " ".repeat(TRACE) : last(line.group(3));
        return "%s %s %s%s".formatted(line.group(1), trace, level, line.group(5));
    }

    private static String last(String trace) {
        return trace.substring(Math.max(0, trace.length() - TRACE));
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
