package dev.orderly.localstack.process;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A log line as the screen shows it: in rows of 140 columns, with short ids, without what rarely matters. A line of a service
 * goes on in the next rows, so that the end of a failure is seen; any other line, such as one of a stack trace, is cut. The
 * log file has the whole line.
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

    /** The package of an exception. */
    private static final Pattern PACKAGE =
            Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}(?=[A-Z]\\w*(?:Exception|Error)\\b)");

    private static final String NO_TRACE = "-";
    private static final int TRACE = 8;

    private static final int MOST_ROWS = 4;

    /** Below the message, which follows the time and the trace. */
    private static final int INDENT = " 00:00:00.000 ".length() + TRACE + " ".length() + 2;

    private ScreenLine() {}

    /** @param color of the source's name; an empty text for none */
    static String of(String source, String text, String color) {
        var name = ("%-" + NAME_WIDTH + "s |").formatted(source);
        var shownName = color.isEmpty() ? name : color + name + "\u001b[0m";
        return rows(text, WIDTH - name.length()).stream()
                .map(row -> shownName + row)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    private static List<String> rows(String text, int width) {
        var line = OF_A_SERVICE.matcher(text);
        if (!line.matches()) {
            return List.of(cut(" " + withShortIds(text), width));
        }
        var level = line.group(2).equals("INFO") ? "" : line.group(2) + " ";
        var trace = line.group(3).equals(NO_TRACE) ? " ".repeat(TRACE) : last(line.group(3));
        var message = PACKAGE.matcher(withShortIds(line.group(5))).replaceAll("");
        var rows = Rows.of(" %s %s %s%s".formatted(line.group(1), trace, level, message), width, INDENT);
        if (rows.size() > MOST_ROWS) {
            rows.set(MOST_ROWS - 1, cut(rows.get(MOST_ROWS - 1) + " …", width));
        }
        return rows.subList(0, Math.min(rows.size(), MOST_ROWS));
    }

    private static String withShortIds(String text) {
        return UUID.matcher(text).replaceAll("…$1");
    }

    private static String last(String trace) {
        return trace.substring(Math.max(0, trace.length() - TRACE));
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
