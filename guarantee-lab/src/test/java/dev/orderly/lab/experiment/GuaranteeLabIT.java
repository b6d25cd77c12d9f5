package dev.orderly.lab.experiment;

import java.util.Arrays;
import java.util.List;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.rung.Rung.Broker;
import dev.orderly.localstack.broker.LocalRabbit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * All rungs, each in every experiment in which it has something to prove. Repeat a run with {@code -Dorderly.seed}, whose value
 * the log contains. {@code scripts/guarantee-lab.sh} runs all experiments on all rungs.
 */
@Tag("full")
class GuaranteeLabIT {

    private static List<Finding> findings;

    /** All rungs in one run: half of them need the same servers, and two groups run in parallel. */
    @BeforeAll
    static void runLab() {
        var lab = new GuaranteeLab(Scale.QUICK, Long.getLong("orderly.seed", System.nanoTime()), System.out);
        findings = lab.runSideBySide(
                Arrays.stream(Rung.values()).filter(GuaranteeLabIT::canRun).toList(),
                GuaranteeLabIT::hasSomethingToProve);
    }

    /** Only a store can miss an event that commits late, or begin again after a restart. */
    private static boolean hasSomethingToProve(Rung rung, Experiment experiment) {
        return switch (rung) {
            case DIRECT, ASYNC_AFTER_COMMIT, BOOK, BOOK_OFFSET_STORED, BOOK_READ_BY_ID, BOOK_RETRIED_LATER ->
                Promise.of(rung).tests().contains(experiment);
            case XA ->
                Promise.of(rung).tests().contains(experiment)
                        || experiment == Experiment.KILLED_AT_RANDOM
                        || experiment == Experiment.ROLLED_BACK;
            case STORE_KAFKA, STORE_RABBIT, STORE_FEED -> true;
            default -> experiment != Experiment.COMMITS_LATE && experiment != Experiment.RESTARTED;
        };
    }

    @ParameterizedTest
    @EnumSource(Rung.class)
    void theRungKeepsItsPromisesAndShowsItsCertainFlaws(Rung rung) {
        assumeTrue(canRun(rung), LocalRabbit.HOW_TO_INSTALL);

        var ofThisRung = findings.stream().filter(each -> each.rung() == rung).toList();

        assertThat(ofThisRung.stream().map(Finding::experiment))
                .containsExactlyElementsOf(Arrays.stream(Experiment.values())
                        .filter(each -> each.isFor(rung) && hasSomethingToProve(rung, each))
                        .toList());
        assertThat(Promise.violations(ofThisRung)).isEmpty();
    }

    private static boolean canRun(Rung rung) {
        return rung.broker() != Broker.RABBITMQ || LocalRabbit.isInstalled();
    }
}
