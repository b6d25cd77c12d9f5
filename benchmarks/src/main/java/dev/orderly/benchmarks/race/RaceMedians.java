package dev.orderly.benchmarks.race;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import dev.orderly.benchmarks.contender.ContenderKind;

/** The medians of the measured rounds. */
final class RaceMedians {

    private final List<Round> rounds;

    RaceMedians(List<Round> rounds) {
        this.rounds = rounds;
    }

    /** Who took part, in the order of the rounds. */
    List<Entrant> entrants(Discipline experiment) {
        return rounds.stream()
                .filter(each -> each.experiment() == experiment)
                .map(Round::entrant)
                .distinct()
                .toList();
    }

    /** How much was measured, as a sentence. */
    String size(Discipline experiment) {
        var those =
                rounds.stream().filter(each -> each.experiment() == experiment).toList();
        var events = those.stream().mapToInt(Round::events).summaryStatistics();
        var count = those.size() / entrants(experiment).size();
        return String.format(
                Locale.ROOT,
                "%s each, %s.",
                count == 1 ? "One round" : "Medians of %d rounds".formatted(count),
                events.getMin() == events.getMax()
                        ? String.format(Locale.ROOT, "%,d %s", events.getMax(), experiment.unit())
                        : String.format(
                                Locale.ROOT,
                                "%,d %s, %,d of the polling outboxes",
                                events.getMax(),
                                experiment.unit(),
                                events.getMin()));
    }

    /** NaN if there is no such round. */
    double of(Cell cell, ToDoubleFunction<Round> figure) {
        var sorted = rounds.stream()
                .filter(each ->
                        each.experiment() == cell.experiment() && each.entrant().equals(cell.entrant()))
                .mapToDouble(figure)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    double of(Discipline experiment, ContenderKind contender, ToDoubleFunction<Round> figure) {
        return of(new Cell(experiment, experiment.entrant(contender)), figure);
    }

    /** The rounds that one median is taken of. */
    record Cell(Discipline experiment, Entrant entrant) {}
}
