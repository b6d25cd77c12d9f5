package dev.orderly.lab.experiment;

import java.util.List;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.subject.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PromiseTests {

    private static final Tally KEPT = new Tally(100, 0, 0, 0, 0);
    private static final Tally ONE_LOST = new Tally(100, 1, 0, 0, 0);

    @Test
    void aRungThatKeepsLessIsComplainedOf() {
        assertThat(complaints(Rung.STORE_KAFKA, Experiment.KILLED_AT_RANDOM, ONE_LOST))
                .singleElement()
                .asString()
                .contains("STORE_KAFKA", "KILLED_AT_RANDOM", "1 lost");
    }

    @Test
    void aRungThatKeepsMoreIsComplainedOfInTheExperimentThatIsToBreakIt() {
        assertThat(complaints(Rung.AFTER_COMMIT, Experiment.KILLED_AFTER_COMMIT, KEPT))
                .singleElement()
                .asString()
                .contains("AFTER_COMMIT", "none lost");
        assertThat(complaints(Rung.AFTER_COMMIT, Experiment.KILLED_AT_RANDOM, KEPT))
                .isEmpty();
    }

    @Test
    void aFlawThatIsAdmittedMayShowItselfInEveryExperiment() {
        assertThat(complaints(Rung.AFTER_COMMIT, Experiment.KILLED_AT_RANDOM, ONE_LOST))
                .isEmpty();
    }

    @Test
    void onlyWhoWaitsAsLongAsTheOutsideServiceTakesHasWaitedForIt() {
        var inTime =
                new Finding(Rung.STORE_FEED, Experiment.OUTSIDE_SLOW, KEPT, new Outcome(0, List.of(1_999_999L), 2_000));
        var late =
                new Finding(Rung.STORE_FEED, Experiment.OUTSIDE_SLOW, KEPT, new Outcome(0, List.of(2_000_000L), 2_000));

        assertThat(Promise.complaints(List.of(inTime))).isEmpty();
        assertThat(Promise.complaints(List.of(late))).singleElement().asString().contains("1 kept waiting");
    }

    private static List<String> complaints(Rung rung, Experiment experiment, Tally tally) {
        return Promise.complaints(List.of(new Finding(rung, experiment, tally, null)));
    }
}
