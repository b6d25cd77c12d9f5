package dev.orderly.benchmarks.race;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import dev.orderly.benchmarks.contender.ContenderKind;

import static java.util.stream.Collectors.joining;

/** The medians of the rounds as Markdown tables. */
final class RaceTables {

    private final List<Round> rounds;

    RaceTables(List<Round> rounds) {
        this.rounds = rounds;
    }

    /** A section for each experiment. */
    String all() {
        return Arrays.stream(Discipline.values())
                .filter(experiment -> contenders(experiment).findAny().isPresent())
                .map(each -> "### %s%n%n%s".formatted(each.title(), table(each)))
                .collect(joining("\n"));
    }

    String table(Discipline experiment) {
        return contenders(experiment)
                .map(each -> row(experiment, each))
                .collect(joining(
                        "",
                        "| | per second | p50 | p99 | processor time per event: database, broker, JVM | all |\n|---|---|---|---|---|---|\n",
                        ""));
    }

    private String row(Discipline experiment, ContenderKind contender) {
        var database = median(experiment, contender, each -> micros(each, ProcessorTime::database));
        var broker = median(experiment, contender, each -> micros(each, ProcessorTime::broker));
        var jvm = median(experiment, contender, each -> micros(each, ProcessorTime::jvm));
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %s | %s | %.1f, %.1f, %.1f µs | %.1f µs |%n",
                contender.label(),
                median(experiment, contender, Round::eventsPerSecond),
                millis(median(experiment, contender, Round::p50)),
                millis(median(experiment, contender, Round::p99)),
                database,
                broker,
                jvm,
                database + broker + jvm);
    }

    private Stream<ContenderKind> contenders(Discipline experiment) {
        return Arrays.stream(ContenderKind.values()).filter(kind -> rounds.stream()
                .anyMatch(each -> each.experiment() == experiment && each.contender() == kind));
    }

    private double median(Discipline experiment, ContenderKind contender, ToDoubleFunction<Round> figure) {
        var sorted = rounds.stream()
                .filter(each -> each.experiment() == experiment && each.contender() == contender)
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double micros(Round round, Function<ProcessorTime, Duration> which) {
        return round.microsPerEvent(which.apply(round.processorTime()));
    }

    private static String millis(double figure) {
        return Double.isNaN(figure) ? "" : String.format(Locale.ROOT, "%.1f ms", figure);
    }
}
