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
 * @param experiments always in the same order: one with Orderly alone in front of another would warm up Orderly only
 * @param logs        where each contender's log is kept
 * @param report      where the page is; null if it does not change
 */
record RaceOptions(
        RaceScale scale,
        List<ContenderKind> contenders,
        List<Discipline> experiments,
        Path logs,
        @Nullable Path report) {

    private static final String SHORT = "--short";

    static final String USAGE =
            "Options: [--short] [--rounds=N] [--stored=N] [--only=%s] [--experiment=%s] [--logs=DIRECTORY] [--report=DIRECTORY]"
                    .formatted(
                            Arrays.stream(ContenderKind.values())
                                    .map(RaceOptions::option)
                                    .collect(joining(",")),
                            Arrays.stream(Discipline.values())
                                    .map(Discipline::option)
                                    .collect(joining(",")));

    static RaceOptions parse(List<String> arguments) {
        arguments.stream()
                .filter(each -> !each.matches("--short|--(rounds|stored|only|experiment|logs|report)=.+"))
                .forEach(each -> {
                    throw new IllegalArgumentException("Unknown option " + each);
                });
        return new RaceOptions(
                scale(arguments),
                value(arguments, "only")
                        .map(names -> Arrays.stream(names.split(","))
                                .map(RaceOptions::contender)
                                .toList())
                        .orElse(List.of(ContenderKind.values())),
                value(arguments, "experiment")
                        .map(names -> Arrays.stream(names.split(","))
                                .map(Discipline::ofOption)
                                .sorted()
                                .toList())
                        .orElse(arguments.contains(SHORT) ? Discipline.ofShortForm() : List.of(Discipline.values())),
                Path.of(value(arguments, "logs").orElse(".")),
                value(arguments, "report").map(Path::of).orElse(null));
    }

    private static RaceScale scale(List<String> arguments) {
        var scale = arguments.contains(SHORT) ? RaceScale.SHORT : RaceScale.FULL;
        return new RaceScale(
                number(arguments, "rounds").orElse(scale.rounds()),
                scale.warmUps(),
                scale.backlog(),
                scale.seconds(),
                scale.raised(),
                number(arguments, "stored").orElse(scale.stored()));
    }

    private static Optional<Integer> number(List<String> arguments, String name) {
        return value(arguments, name).map(Integer::parseInt);
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
