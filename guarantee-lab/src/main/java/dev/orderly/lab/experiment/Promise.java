package dev.orderly.lab.experiment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.orderly.lab.rung.Rung;

import static dev.orderly.lab.experiment.Experiment.BROKER_DOWN;
import static dev.orderly.lab.experiment.Experiment.COMMITS_LATE;
import static dev.orderly.lab.experiment.Experiment.HANDLER_FAILS;
import static dev.orderly.lab.experiment.Experiment.KILLED_AFTER_COMMIT;
import static dev.orderly.lab.experiment.Experiment.KILLED_AT_RANDOM;
import static dev.orderly.lab.experiment.Experiment.OUTSIDE_SLOW;
import static dev.orderly.lab.experiment.Experiment.RAISED_TWICE;
import static dev.orderly.lab.experiment.Experiment.REDELIVERED;
import static dev.orderly.lab.experiment.Experiment.RESTARTED;
import static dev.orderly.lab.experiment.Experiment.ROLLED_BACK;
import static dev.orderly.lab.experiment.Experiment.SAME_ORDERS;
import static dev.orderly.lab.experiment.Flaw.DUPLICATED;
import static dev.orderly.lab.experiment.Flaw.INVENTED;
import static dev.orderly.lab.experiment.Flaw.LOST;
import static dev.orderly.lab.experiment.Flaw.REFUSED;
import static dev.orderly.lab.experiment.Flaw.REORDERED;
import static dev.orderly.lab.experiment.Flaw.WAITING;

/** What a rung guarantees, stated before it runs: no flaw in any experiment, except for the ones that it names. */
final class Promise {

    private final Map<Flaw, Set<Experiment>> certain = new EnumMap<>(Flaw.class);
    private final Map<Flaw, Set<Experiment>> possible = new EnumMap<>(Flaw.class);

    private Promise() {}

    static Promise of(Rung rung) {
        return switch (rung) {
            // The call is part of the change: a failing outside service refuses it, a slow one delays it, and a
            // rollback does
            // not undo the call.
            case DIRECT ->
                nothingBut()
                        .always(REFUSED, HANDLER_FAILS)
                        .always(WAITING, OUTSIDE_SLOW)
                        .always(INVENTED, ROLLED_BACK)
                        .sometimes(INVENTED, KILLED_AFTER_COMMIT, KILLED_AT_RANDOM);
            // The same flaws: the listener decouples the code only.
            case SYNCHRONOUS ->
                nothingBut()
                        .always(REFUSED, HANDLER_FAILS)
                        .always(WAITING, OUTSIDE_SLOW)
                        .always(INVENTED, ROLLED_BACK)
                        .sometimes(INVENTED, KILLED_AFTER_COMMIT, KILLED_AT_RANDOM)
                        .always(DUPLICATED, RAISED_TWICE);
            case AFTER_COMMIT ->
                nothingBut()
                        .always(LOST, KILLED_AFTER_COMMIT, HANDLER_FAILS)
                        .sometimes(LOST, KILLED_AT_RANDOM)
                        .always(WAITING, OUTSIDE_SLOW)
                        .always(DUPLICATED, RAISED_TWICE)
                        .always(REORDERED, SAME_ORDERS)
                        .anywhere(REORDERED);
            case ASYNCHRONOUS ->
                nothingBut()
                        .always(LOST, KILLED_AFTER_COMMIT, HANDLER_FAILS)
                        .sometimes(LOST, KILLED_AT_RANDOM)
                        .always(INVENTED, ROLLED_BACK)
                        .sometimes(INVENTED, KILLED_AFTER_COMMIT, KILLED_AT_RANDOM)
                        .always(DUPLICATED, RAISED_TWICE)
                        .always(REORDERED, SAME_ORDERS)
                        .anywhere(REORDERED);
            case ASYNC_AFTER_COMMIT ->
                nothingBut()
                        .always(LOST, KILLED_AFTER_COMMIT, HANDLER_FAILS)
                        .sometimes(LOST, KILLED_AT_RANDOM)
                        .always(DUPLICATED, RAISED_TWICE)
                        .always(REORDERED, SAME_ORDERS)
                        .anywhere(REORDERED);
            case KAFKA_IN_TRANSACTION ->
                nothingBut()
                        .always(INVENTED, ROLLED_BACK)
                        .always(DUPLICATED, RAISED_TWICE, REDELIVERED)
                        .always(WAITING, BROKER_DOWN)
                        .anywhere(INVENTED, DUPLICATED);
            // Without a broker, the Kafka client may block the caller or buffer the record.
            case KAFKA_AFTER_COMMIT ->
                nothingBut()
                        .always(LOST, KILLED_AFTER_COMMIT)
                        .always(DUPLICATED, RAISED_TWICE, REDELIVERED)
                        .always(REORDERED, SAME_ORDERS)
                        .sometimes(WAITING, BROKER_DOWN)
                        .anywhere(LOST, DUPLICATED, REORDERED);
            case RABBIT_TRANSACTION ->
                nothingBut()
                        .always(LOST, KILLED_AFTER_COMMIT)
                        .always(REFUSED, BROKER_DOWN)
                        .always(DUPLICATED, RAISED_TWICE, REDELIVERED)
                        .always(REORDERED, SAME_ORDERS)
                        .anywhere(LOST, DUPLICATED, REORDERED);
            // One decision for database and broker: nothing is lost or invented, and a message is handled once. The two
            // commits are two steps, so the messages of one order may change places.
            case XA ->
                nothingBut()
                        .always(REFUSED, BROKER_DOWN)
                        .sometimes(WAITING, BROKER_DOWN)
                        .always(DUPLICATED, RAISED_TWICE, REDELIVERED)
                        .anywhere(REORDERED);
            // All flaws of the next three, and a restart begins with the first event again. It then also finds what it
            // had missed, out of order.
            case BOOK ->
                nothingBut()
                        .always(LOST, COMMITS_LATE)
                        .always(DUPLICATED, COMMITS_LATE, RESTARTED, RAISED_TWICE)
                        .anywhere(LOST, DUPLICATED, REORDERED);
            // A late event moves the rows after it: one of them is sent again, in place of the late one.
            case BOOK_OFFSET_STORED ->
                nothingBut()
                        .always(LOST, COMMITS_LATE)
                        .always(DUPLICATED, COMMITS_LATE, RAISED_TWICE)
                        .anywhere(LOST, DUPLICATED);
            // A late event is still lost, but nothing is sent in its place: only a kill between effect and offset
            // doubles one.
            case BOOK_READ_BY_ID ->
                nothingBut()
                        .always(LOST, COMMITS_LATE)
                        .always(DUPLICATED, RAISED_TWICE)
                        .sometimes(DUPLICATED, KILLED_AFTER_COMMIT, KILLED_AT_RANDOM)
                        .anywhere(LOST);
            case BOOK_RETRIED_LATER ->
                nothingBut()
                        .always(LOST, COMMITS_LATE)
                        .always(DUPLICATED, RAISED_TWICE)
                        .sometimes(DUPLICATED, KILLED_AFTER_COMMIT, KILLED_AT_RANDOM)
                        .always(REORDERED, HANDLER_FAILS)
                        .sometimes(REORDERED, KILLED_AFTER_COMMIT, KILLED_AT_RANDOM)
                        .anywhere(LOST);
            // Two events were raised, and each has its effect. Nothing else goes wrong.
            case STORE_KAFKA, STORE_RABBIT, STORE_FEED -> nothingBut().always(DUPLICATED, RAISED_TWICE);
        };
    }

    private static Promise nothingBut() {
        return new Promise();
    }

    /** The flaw occurs in each run of these experiments. */
    private Promise always(Flaw flaw, Experiment... experiments) {
        certain.computeIfAbsent(flaw, each -> EnumSet.noneOf(Experiment.class)).addAll(List.of(experiments));
        return sometimes(flaw, experiments);
    }

    /** The flaw may occur in these experiments. */
    private Promise sometimes(Flaw flaw, Experiment... experiments) {
        possible.computeIfAbsent(flaw, each -> EnumSet.noneOf(Experiment.class)).addAll(List.of(experiments));
        return this;
    }

    /** The flaws may occur in every experiment. */
    private Promise anywhere(Flaw... flaws) {
        for (var flaw : flaws) {
            sometimes(flaw, Experiment.values());
        }
        return this;
    }

    /** Whether the flaw occurs in each run of this experiment. */
    boolean isCertain(Flaw flaw, Experiment experiment) {
        return certain.getOrDefault(flaw, Set.of()).contains(experiment);
    }

    boolean rulesOut(Flaw flaw, Experiment experiment) {
        return !possible.getOrDefault(flaw, Set.of()).contains(experiment);
    }

    /** The experiments in which a flaw is certain. */
    Set<Experiment> tests() {
        Set<Experiment> tests = EnumSet.noneOf(Experiment.class);
        certain.values().forEach(tests::addAll);
        return tests;
    }

    /** One word for a cell: what the rung says about this experiment before it runs. */
    String inWords(Experiment experiment) {
        List<String> words = new ArrayList<>();
        for (var flaw : Flaw.values()) {
            if (isCertain(flaw, experiment)) {
                words.add(flaw.label());
            } else if (!rulesOut(flaw, experiment)) {
                words.add("perhaps " + flaw.label());
            }
        }
        return words.isEmpty() ? "no flaw" : String.join(", ", words);
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
                if (promise.rulesOut(flaw, finding.experiment())) {
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
