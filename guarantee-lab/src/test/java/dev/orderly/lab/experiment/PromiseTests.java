package dev.orderly.lab.experiment;

import java.util.List;

import dev.orderly.lab.process.Outcome;
import dev.orderly.lab.rung.Rung;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PromiseTests {

    private static final Tally NO_FLAW = new Tally(100, 0, 0, 0, 0);
    private static final Tally ONE_LOST = new Tally(100, 1, 0, 0, 0);

    @Test
    void aFlawThatTheRungRulesOutIsAViolation() {
        assertThat(violations(Rung.STORE_KAFKA, Experiment.KILLED_AT_RANDOM, ONE_LOST))
                .singleElement()
                .asString()
                .contains("STORE_KAFKA", "KILLED_AT_RANDOM", "1 lost");
    }

    @Test
    void aMissingFlawIsAViolationInTheExperimentInWhichItIsCertain() {
        assertThat(violations(Rung.AFTER_COMMIT, Experiment.KILLED_AFTER_COMMIT, NO_FLAW))
                .singleElement()
                .asString()
                .contains("AFTER_COMMIT", "none lost");
        assertThat(violations(Rung.AFTER_COMMIT, Experiment.KILLED_AT_RANDOM, NO_FLAW))
                .isEmpty();
    }

    @Test
    void aFlawMayOccurWhereThePromiseNamesItAndNowhereElse() {
        assertThat(violations(Rung.AFTER_COMMIT, Experiment.KILLED_AT_RANDOM, ONE_LOST))
                .isEmpty();
        assertThat(violations(Rung.AFTER_COMMIT, Experiment.SAME_ORDERS, ONE_LOST))
                .anyMatch(each -> each.contains("1 lost, expected none"));
    }

    /** Two events were raised, so two effects are right; one would mean that an event is missing. */
    @Test
    void theBusDoublesWhatIsRaisedTwiceAndNothingThatIsDeliveredTwice() {
        var oneDoubled = new Tally(100, 0, 0, 1, 0);

        assertThat(violations(Rung.STORE_KAFKA, Experiment.RAISED_TWICE, oneDoubled))
                .isEmpty();
        assertThat(violations(Rung.STORE_KAFKA, Experiment.RAISED_TWICE, NO_FLAW))
                .singleElement()
                .asString()
                .contains("none doubled");
        assertThat(violations(Rung.STORE_KAFKA, Experiment.REDELIVERED, oneDoubled))
                .singleElement()
                .asString()
                .contains("1 doubled");
    }

    @Test
    void aCallerIsKeptWaitingIfItWaitsAsLongAsTheOutsideServiceTakes() {
        var faster = new Finding(
                Rung.STORE_FEED, Experiment.OUTSIDE_SLOW, NO_FLAW, new Outcome(0, List.of(1_999_999L), 2_000), null);
        var asSlow = new Finding(
                Rung.STORE_FEED, Experiment.OUTSIDE_SLOW, NO_FLAW, new Outcome(0, List.of(2_000_000L), 2_000), null);

        assertThat(Promise.violations(List.of(faster))).isEmpty();
        assertThat(Promise.violations(List.of(asSlow)))
                .singleElement()
                .asString()
                .contains("1 kept waiting");
    }

    private static List<String> violations(Rung rung, Experiment experiment, Tally tally) {
        return Promise.violations(List.of(new Finding(rung, experiment, tally, null, null)));
    }
}
