package dev.orderly.lab.experiment;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.orderly.lab.process.Outcome;
import dev.orderly.lab.rung.Rung;
import org.jspecify.annotations.Nullable;

/**
 * The result of one rung in one experiment.
 *
 * @param outcome what the callers observed; null if their process was killed
 * @param cost    what an event has cost; null if the experiment does not measure it
 */
record Finding(
        Rung rung,
        Experiment experiment,
        Tally tally,
        @Nullable Outcome outcome,
        @Nullable Cost cost) {

    /** The number of times that each flaw occurred; flaws that did not occur are absent. */
    Map<Flaw, Integer> flaws() {
        Map<Flaw, Integer> flaws = new EnumMap<>(Flaw.class);
        flaws.put(Flaw.LOST, tally.lost());
        flaws.put(Flaw.INVENTED, tally.invented());
        flaws.put(Flaw.DUPLICATED, tally.duplicated());
        flaws.put(Flaw.REORDERED, tally.reordered());
        if (outcome != null) {
            flaws.put(Flaw.REFUSED, outcome.refused());
            flaws.put(Flaw.WAITING, waiting(outcome));
        }
        flaws.values().removeIf(count -> count == 0);
        return flaws;
    }

    private int waiting(Outcome seen) {
        var threshold = experiment.keptWaitingFrom();
        return threshold == null
                ? 0
                : (int) seen.micros().stream()
                        .filter(each -> each >= threshold.toNanos() / 1_000)
                        .count();
    }

    /** This percentile of the callers' waiting times, in milliseconds. */
    double millis(int percentile) {
        var sorted = micros().stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percentile / 100.0) - 1)) / 1_000.0;
    }

    /** Calls per second. */
    double throughput() {
        return outcome == null ? Double.NaN : micros().size() * 1_000.0 / Math.max(1, outcome.millis());
    }

    private List<Long> micros() {
        if (outcome == null) {
            throw new IllegalStateException(
                    "Experiment %s on rung %s has no waiting times: the callers' process was killed"
                            .formatted(experiment, rung));
        }
        return outcome.micros();
    }
}
