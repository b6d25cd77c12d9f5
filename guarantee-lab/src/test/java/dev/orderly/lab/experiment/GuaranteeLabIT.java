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

    /** All rungs in one run: many need the same servers, and three groups run in parallel. */
    @BeforeAll
    static void runLab() {
        var lab = new GuaranteeLab(Scale.QUICK, Long.getLong("orderly.seed", System.nanoTime()), System.out);
        findings = lab.runSideBySide(
                Arrays.stream(Rung.values()).filter(GuaranteeLabIT::canRun).toList(),
                GuaranteeLabIT::hasSomethingToProve);
    }

    /**
     * Every rung runs where a flaw is certain, and with a rollback. Of the others, only a store can miss an event that commits late, or
     * begin again after a restart. Kills at random prove something only where no event may be lost.
     */
    private static boolean hasSomethingToProve(Rung rung, Experiment experiment) {
        var promise = Promise.of(rung);
        if (promise.tests().contains(experiment) || experiment == Experiment.ROLLED_BACK) {
            return true;
        }
        return switch (rung) {
            case DIRECT, ASYNC_AFTER_COMMIT, BOOK, BOOK_OFFSET_STORED, BOOK_READ_BY_ID, BOOK_RETRIED_LATER -> false;
            case XA -> experiment == Experiment.HANDLER_FAILS || experiment == Experiment.KILLED_AT_RANDOM;
            case STORE_KAFKA, STORE_RABBIT, STORE_FEED -> true;
            default ->
                switch (experiment) {
                    case COMMITS_LATE, RESTARTED -> false;
                    case KILLED_AT_RANDOM -> promise.rulesOut(Flaw.LOST, experiment);
                    default -> true;
                };
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
