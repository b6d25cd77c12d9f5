package dev.orderly.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.orderly.lab.rung.Rung;

import static dev.orderly.lab.experiment.Experiment.BROKER_DOWN;
import static dev.orderly.lab.experiment.Experiment.HANDLER_FAILS;
import static dev.orderly.lab.experiment.Experiment.KILLED_AFTER_COMMIT;
import static dev.orderly.lab.experiment.Experiment.OUTSIDE_SLOW;
import static dev.orderly.lab.experiment.Experiment.ROLLED_BACK;
import static dev.orderly.lab.experiment.Experiment.SAME_ORDERS;
import static dev.orderly.lab.experiment.Experiment.TWICE;
import static dev.orderly.lab.experiment.Flaw.DUPLICATED;
import static dev.orderly.lab.experiment.Flaw.INVENTED;
import static dev.orderly.lab.experiment.Flaw.LOST;
import static dev.orderly.lab.experiment.Flaw.REFUSED;
import static dev.orderly.lab.experiment.Flaw.REORDERED;
import static dev.orderly.lab.experiment.Flaw.WAITING;

/**
 * What a rung guarantees: no flaw in any experiment, except for these.
 *
 * @param certain flaws that always occur in their experiment, and may occur in others
 * @param chance  flaws that may occur in any experiment
 */
record Promise(Map<Flaw, Experiment> certain, Set<Flaw> chance) {

    private static final Promise EVERYTHING = new Promise(Map.of());

    private Promise(Map<Flaw, Experiment> certain) {
        this(certain, Set.of());
    }

    static Promise of(Rung rung) {
        return switch (rung) {
            case SYNCHRONOUS ->
                new Promise(Map.of(
                        REFUSED, HANDLER_FAILS, WAITING, OUTSIDE_SLOW, INVENTED, ROLLED_BACK, DUPLICATED, TWICE));
            case AFTER_COMMIT ->
                new Promise(Map.of(
                        LOST, KILLED_AFTER_COMMIT, WAITING, OUTSIDE_SLOW, DUPLICATED, TWICE, REORDERED, SAME_ORDERS));
            case ASYNCHRONOUS ->
                new Promise(Map.of(
                        LOST, KILLED_AFTER_COMMIT, INVENTED, ROLLED_BACK, DUPLICATED, TWICE, REORDERED, SAME_ORDERS));
            case KAFKA_IN_TRANSACTION ->
                new Promise(Map.of(INVENTED, ROLLED_BACK, DUPLICATED, TWICE, WAITING, BROKER_DOWN));
            case KAFKA_AFTER_COMMIT ->
                // Without a broker, the Kafka client may block the caller or buffer the record.
                new Promise(
                        Map.of(LOST, KILLED_AFTER_COMMIT, DUPLICATED, TWICE, REORDERED, SAME_ORDERS), Set.of(WAITING));
            case RABBIT_TRANSACTION ->
                new Promise(Map.of(
                        LOST, KILLED_AFTER_COMMIT, REFUSED, BROKER_DOWN, DUPLICATED, TWICE, REORDERED, SAME_ORDERS));
            case STORE_KAFKA, STORE_RABBIT, STORE_FEED -> EVERYTHING;
        };
    }

    /** Whether the flaw always occurs in this experiment. */
    boolean isCertain(Flaw flaw, Experiment experiment) {
        return certain.get(flaw) == experiment;
    }

    boolean rulesOut(Flaw flaw) {
        return !certain.containsKey(flaw) && !chance.contains(flaw);
    }

    /**
     * A sentence for each difference from the promises: a flaw that the rung rules out, or a missing flaw that is certain. A
     * missing flaw is as bad: it means that the experiment tested nothing.
     */
    static List<String> violations(List<Finding> findings) {
        List<String> violations = new ArrayList<>();
        for (var finding : findings) {
            var promise = of(finding.rung());
            var where = "%s, %s: ".formatted(finding.rung(), finding.experiment());
            finding.flaws().forEach((flaw, count) -> {
                if (promise.rulesOut(flaw)) {
                    violations.add(where + count + " " + flaw.label() + ", expected none");
                }
            });
            for (var flaw : Flaw.values()) {
                if (promise.isCertain(flaw, finding.experiment())
                        && !finding.flaws().containsKey(flaw)) {
                    violations.add(
                            where + "none " + flaw.label() + ", expected at least one: the experiment tested nothing");
                }
            }
        }
        return violations;
    }
}
