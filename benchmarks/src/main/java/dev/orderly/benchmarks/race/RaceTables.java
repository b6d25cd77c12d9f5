package dev.orderly.benchmarks.race;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

import static java.util.stream.Collectors.joining;

/** The medians of the rounds as Markdown tables. */
final class RaceTables {

    private final RaceMedians medians;

    RaceTables(RaceMedians medians) {
        this.medians = medians;
    }

    /** A section for each experiment. */
    String all() {
        return Arrays.stream(Discipline.values())
                .filter(experiment -> !medians.entrants(experiment).isEmpty())
                .map(each -> "### %s%n%n%s".formatted(each.title(), table(each)))
                .collect(joining("\n"));
    }

    String table(Discipline experiment) {
        return switch (experiment) {
            case BACKLOG, COMPRESSED, WRITE, CIRCUMSTANCES, JIT ->
                table(
                        experiment,
                        new Column("events per second", each -> number(medians.of(each, Round::eventsPerSecond))),
                        new Column("CPU per event: database, broker, JVM", this::processorTime),
                        new Column("all", each -> micros(medians.of(each, Round::processorMicros))),
                        new Column("out of order", each -> number(medians.of(each, Round::outOfOrder))));
            case STEADY, QUIET ->
                table(
                        experiment,
                        new Column("p50", each -> millis(medians.of(each, Round::p50))),
                        new Column("p99", each -> millis(medians.of(each, Round::p99))),
                        new Column("CPU per event: database, broker, JVM", this::processorTime),
                        new Column("all", each -> micros(medians.of(each, Round::processorMicros))),
                        new Column("out of order", each -> number(medians.of(each, Round::outOfOrder))));
            case IDLE -> table(experiment, new Column("CPU per second: database, broker, JVM", this::processorTime));
            case START ->
                table(
                        experiment,
                        new Column("until the first event", each -> millis(medians.of(each, Round::millis))),
                        new Column("CPU: database, broker, JVM", this::processorTime));
        };
    }

    private String table(Discipline experiment, Column... columns) {
        var header = "| |"
                + Stream.of(columns).map(each -> " " + each.title() + " |").collect(joining());
        var rule = "|---|" + "---|".repeat(columns.length);
        var rows = medians.entrants(experiment).stream()
                .map(entrant -> "| " + label(entrant) + " |"
                        + Stream.of(columns)
                                .map(each -> " " + each.text().apply(new RaceMedians.Cell(experiment, entrant)) + " |")
                                .collect(joining()));
        return Stream.concat(Stream.of(header, rule), rows).collect(joining("\n", "", "\n"));
    }

    private static String label(Entrant entrant) {
        return entrant.label().equals("Orderly") ? "**Orderly**" : entrant.label();
    }

    private String processorTime(RaceMedians.Cell cell) {
        return Stream.<Function<ProcessorTime, Duration>>of(
                        ProcessorTime::database, ProcessorTime::broker, ProcessorTime::jvm)
                .map(which -> medians.of(cell, round -> round.microsPerEvent(which.apply(round.processorTime()))))
                .map(micros -> format("%,.1f", micros))
                .collect(joining(", ", "", " µs"));
    }

    private static String number(double figure) {
        return format("%,.0f", figure);
    }

    private static String micros(double figure) {
        return format("%,.1f µs", figure);
    }

    private static String millis(double figure) {
        return format("%,.1f ms", figure);
    }

    private static String format(String format, double figure) {
        return String.format(Locale.ROOT, format, figure);
    }

    private record Column(String title, Function<RaceMedians.Cell, String> text) {}
}
