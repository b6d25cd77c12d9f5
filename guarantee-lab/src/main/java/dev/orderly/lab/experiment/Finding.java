package dev.orderly.lab.experiment;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.subject.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * A rung in an experiment.
 *
 * @param outcome what the callers saw; null when their process was killed
 */
record Finding(
        Rung rung,
        Experiment experiment,
        Tally tally,
        @Nullable Outcome outcome) {

    /** How often each flaw was seen; those that were not are missing. */
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
        var patience = experiment.patience();
        return patience == null
                ? 0
                : (int) seen.micros().stream()
                        .filter(each -> each >= patience.toNanos() / 1_000)
                        .count();
    }

    /** How long a caller waited whom so many in a hundred did not outwait. */
    double millis(int percentile) {
        var sorted = micros().stream().sorted().toList();
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * percentile / 100.0) - 1)) / 1_000.0;
    }

    /** Answers in a second. */
    double throughput() {
        return outcome == null ? Double.NaN : micros().size() * 1_000.0 / Math.max(1, outcome.millis());
    }

    private List<Long> micros() {
        if (outcome == null) {
            throw new IllegalStateException("Nobody was left to say how long it took");
        }
        return outcome.micros();
    }
}
