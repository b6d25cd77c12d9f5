package dev.orderly.localstack.demo;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.orderly.localstack.process.Rows;

/** Breaks lines that are wider than 120 columns. */
final class Columns {

    static final int WIDTH = 120;

    private Columns() {}

    /** The same text in lines of at most 120 columns; the rest of a broken line is indented more deeply. */
    static String fit(String text) {
        return text.lines().flatMap(Columns::rows).collect(Collectors.joining(System.lineSeparator()));
    }

    private static Stream<String> rows(String line) {
        var indent = line.length() - line.stripLeading().length();
        return Rows.of(line, WIDTH, Math.min(indent + 4, WIDTH / 2)).stream();
    }
}
