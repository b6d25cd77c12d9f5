package dev.orderly.benchmarks.race;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import dev.orderly.benchmarks.contender.ContenderKind;

import static dev.orderly.benchmarks.contender.ContenderKind.DEBEZIUM;
import static dev.orderly.benchmarks.contender.ContenderKind.LOG_READER;
import static dev.orderly.benchmarks.contender.ContenderKind.ORDERLY;
import static java.util.stream.Collectors.joining;

/** What Orderly aims at, as ratios to others in the same run. */
final class Targets {

    private final RaceMedians medians;
    private final List<String> rows = new ArrayList<>();

    Targets(RaceMedians medians) {
        this.medians = medians;
        atLeast(2.5, "backlog: events per second", Discipline.BACKLOG, DEBEZIUM, Round::eventsPerSecond);
        atLeast(0.9, "backlog: events per second", Discipline.BACKLOG, LOG_READER, Round::eventsPerSecond);
        atLeast(2.5, "compressed backlog: events per second", Discipline.COMPRESSED, DEBEZIUM, Round::eventsPerSecond);
        atLeast(
                0.9,
                "compressed backlog: events per second",
                Discipline.COMPRESSED,
                LOG_READER,
                Round::eventsPerSecond);
        atMost(1.0, "2,000 orders per second: p50", Discipline.STEADY, DEBEZIUM, Round::p50);
        atMost(1.0, "2,000 orders per second: p99", Discipline.STEADY, DEBEZIUM, Round::p99);
        atMost(
                1.0,
                "2,000 orders per second: CPU of all processes",
                Discipline.STEADY,
                DEBEZIUM,
                Round::processorMicros);
        atMost(1.2, "200 orders per second: p50", Discipline.QUIET, DEBEZIUM, Round::p50);
        atMost(1.0, "200 orders per second: p99", Discipline.QUIET, DEBEZIUM, Round::p99);
        atMost(1.5, "200 orders per second: CPU of the broker", Discipline.QUIET, DEBEZIUM, Round::brokerMicros);
        atMost(1.1, "raising an event: CPU of the database", Discipline.WRITE, LOG_READER, Round::databaseMicros);
        atLeast(
                1 / 1.1,
                "raising an event: transactions per second",
                Discipline.WRITE,
                LOG_READER,
                Round::eventsPerSecond);
        circumstances(Discipline.CIRCUMSTANCES, "of one without");
        circumstances(Discipline.JIT, "of one with JIT off");
    }

    /** A row for each target whose experiment was measured. */
    String table() {
        return rows.stream().collect(joining("\n", "| | target | measured | |\n|---|---|---|---|\n", "\n"));
    }

    private void atLeast(
            double bound, String what, Discipline experiment, ContenderKind other, ToDoubleFunction<Round> figure) {
        var ratio = ratio(experiment, other, figure);
        add("%s, of %s's".formatted(what, other.label()), "at least", bound, ratio, ratio >= bound);
    }

    private void atMost(
            double bound, String what, Discipline experiment, ContenderKind other, ToDoubleFunction<Round> figure) {
        var ratio = ratio(experiment, other, figure);
        add("%s, of %s's".formatted(what, other.label()), "at most", bound, ratio, ratio <= bound);
    }

    private void circumstances(Discipline experiment, String ofWhat) {
        for (var circumstance : experiment.comparedCircumstances()) {
            var ratio = medians.of(
                            new RaceMedians.Cell(experiment, new Entrant(ORDERLY, circumstance)),
                            Round::eventsPerSecond)
                    / medians.of(experiment, ORDERLY, Round::eventsPerSecond);
            add("backlog with %s, %s".formatted(circumstance.label(), ofWhat), "at least", 0.9, ratio, ratio >= 0.9);
        }
    }

    private double ratio(Discipline experiment, ContenderKind other, ToDoubleFunction<Round> figure) {
        return medians.of(experiment, ORDERLY, figure) / medians.of(experiment, other, figure);
    }

    private void add(String what, String comparison, double bound, double ratio, boolean met) {
        if (!Double.isNaN(ratio)) {
            rows.add(String.format(
                    Locale.ROOT,
                    "| %s | %s %.2f | %.2f | %s |",
                    what,
                    comparison,
                    bound,
                    ratio,
                    met ? "met" : "**missed**"));
        }
    }
}
