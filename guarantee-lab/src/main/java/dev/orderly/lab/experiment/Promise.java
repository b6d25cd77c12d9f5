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
 * What a rung keeps: every flaw is ruled out in each experiment, but for those that are admitted.
 *
 * @param certain flaws that show themselves whenever their experiment is made
 * @param chance  flaws that may show themselves or not
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
                // A client that has lost its last broker may make the caller wait for a new one, or buffer what it is
                // given.
                new Promise(
                        Map.of(LOST, KILLED_AFTER_COMMIT, DUPLICATED, TWICE, REORDERED, SAME_ORDERS), Set.of(WAITING));
            case RABBIT_TRANSACTION ->
                new Promise(Map.of(
                        LOST, KILLED_AFTER_COMMIT, REFUSED, BROKER_DOWN, DUPLICATED, TWICE, REORDERED, SAME_ORDERS));
            case STORE_KAFKA, STORE_RABBIT, STORE_FEED -> EVERYTHING;
        };
    }

    /** Whether the flaw is certain to show itself in this experiment. */
    boolean isBrokenBy(Experiment experiment, Flaw flaw) {
        return certain.get(flaw) == experiment;
    }

    boolean rulesOut(Flaw flaw) {
        return !certain.containsKey(flaw) && !chance.contains(flaw);
    }

    /** What is not as promised: less was kept, or, which is as bad, more, as then nothing was put to the test. */
    static List<String> complaints(List<Finding> findings) {
        List<String> complaints = new ArrayList<>();
        for (var finding : findings) {
            var promise = of(finding.rung());
            var where = "%s, %s: ".formatted(finding.rung(), finding.experiment());
            finding.flaws().forEach((flaw, count) -> {
                if (promise.rulesOut(flaw)) {
                    complaints.add(where + count + " " + flaw.label() + ", where none was to be expected");
                }
            });
            for (var flaw : Flaw.values()) {
                if (promise.isBrokenBy(finding.experiment(), flaw)
                        && !finding.flaws().containsKey(flaw)) {
                    complaints.add(
                            where + "none " + flaw.label() + ", where it was certain: nothing was put to the test");
                }
            }
        }
        return complaints;
    }
}
