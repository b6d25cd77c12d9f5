package dev.orderly.benchmarks.race;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.orderly.benchmarks.contender.ContenderKind;
import org.jspecify.annotations.Nullable;

import static java.util.stream.Collectors.joining;

/**
 * The options of the command.
 *
 * @param logs   where each contender's log is kept
 * @param report where the page is written; null if it does not change
 */
record RaceOptions(
        RaceScale scale,
        List<ContenderKind> contenders,
        List<Discipline> experiments,
        Path logs,
        @Nullable Path report) {

    static final String USAGE =
            "Options: [--short] [--rounds=N] [--only=%s] [--experiment=%s] [--logs=DIRECTORY] [--report=DIRECTORY]"
                    .formatted(
                            Arrays.stream(ContenderKind.values())
                                    .map(RaceOptions::option)
                                    .collect(joining(",")),
                            Arrays.stream(Discipline.values())
                                    .map(Discipline::option)
                                    .collect(joining(",")));

    static RaceOptions parse(List<String> arguments) {
        arguments.stream()
                .filter(each -> !each.matches("--short|--(rounds|only|experiment|logs|report)=.+"))
                .forEach(each -> {
                    throw new IllegalArgumentException("Unknown option " + each);
                });
        var scale = arguments.contains("--short") ? RaceScale.SHORT : RaceScale.FULL;
        return new RaceOptions(
                value(arguments, "rounds")
                        .map(Integer::parseInt)
                        .map(scale::withRounds)
                        .orElse(scale),
                value(arguments, "only")
                        .map(names -> Arrays.stream(names.split(","))
                                .map(RaceOptions::contender)
                                .toList())
                        .orElse(List.of(ContenderKind.values())),
                value(arguments, "experiment")
                        .map(names -> Arrays.stream(names.split(","))
                                .map(Discipline::ofOption)
                                .toList())
                        .orElse(List.of(Discipline.values())),
                Path.of(value(arguments, "logs").orElse(".")),
                value(arguments, "report").map(Path::of).orElse(null));
    }

    private static ContenderKind contender(String option) {
        return Arrays.stream(ContenderKind.values())
                .filter(each -> option(each).equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown contender " + option));
    }

    private static String option(ContenderKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<String> value(List<String> arguments, String name) {
        return arguments.stream()
                .filter(each -> each.startsWith("--" + name + "="))
                .map(each -> each.substring(name.length() + 3))
                .findFirst();
    }
}
