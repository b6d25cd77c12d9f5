package dev.orderly.localstack.process;

import java.util.ArrayList;
import java.util.List;

/** Breaks a line that is too wide for a terminal. */
public final class Rows {

    private Rows() {}

    /**
     * The same words in rows of at most {@code width} columns.
     *
     * @param indent of each row but the first, less than {@code width}
     */
    public static List<String> of(String line, int width, int indent) {
        var rows = new ArrayList<String>();
        var rest = line.stripTrailing();
        while (rest.length() > width) {
            var space = rest.lastIndexOf(' ', width);
            var begin = rest.length() - rest.stripLeading().length();
            var end = space > begin ? space : width;
            rows.add(rest.substring(0, end).stripTrailing());
            rest = " ".repeat(indent) + rest.substring(end).stripLeading();
        }
        rows.add(rest);
        return rows;
    }
}
