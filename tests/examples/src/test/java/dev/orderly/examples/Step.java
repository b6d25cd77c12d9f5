package dev.orderly.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command of a README and what it prints.
 *
 * @param command the line after {@code "$ "} in a {@code console} block
 * @param output  the lines after it, in which {@code ...} stands for any text
 */
record Step(String command, String output) {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n(.*?)^```");

    static List<Step> of(String readme) {
        List<Step> steps = new ArrayList<>();
        BLOCK.matcher(readme).results().forEach(block -> {
            for (var part : block.group(1).split("(?m)^\\$ ")) {
                if (!part.isBlank()) {
                    var lines = part.split("\n", 2);
                    steps.add(new Step(lines[0], lines[1].strip()));
                }
            }
        });
        return steps;
    }

    /** Starts a process that goes on running. */
    boolean isProcess() {
        return command.contains("java -");
    }

    /** Changes nothing, so that it can be repeated until it prints what is expected. */
    boolean isQuery() {
        return command.startsWith("curl") && !command.contains("-X") && !command.contains("-d ");
    }

    /** What the output must contain. */
    Pattern expected() {
        return Pattern.compile(Stream.of(output.split("\\.\\.\\."))
                .map(String::strip)
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    }
}
