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

/** All experiments on all rungs. Repeat a run with {@code -Dorderly.seed}, whose value the log contains. */
@Tag("full")
class GuaranteeLabIT {

    private static List<Finding> findings;

    /** All rungs in one run: half of them need the same servers, and two groups run in parallel. */
    @BeforeAll
    static void runLab() {
        var lab = new GuaranteeLab(Scale.QUICK, Long.getLong("orderly.seed", System.nanoTime()), System.out);
        findings = lab.runSideBySide(
                Arrays.stream(Rung.values()).filter(GuaranteeLabIT::canRun).toList());
    }

    @ParameterizedTest
    @EnumSource(Rung.class)
    void theRungKeepsItsPromisesAndShowsItsCertainFlaws(Rung rung) {
        assumeTrue(canRun(rung), LocalRabbit.HOW_TO_INSTALL);

        var ofThisRung = findings.stream().filter(each -> each.rung() == rung).toList();

        assertThat(ofThisRung.stream().map(Finding::experiment))
                .containsExactlyElementsOf(Arrays.stream(Experiment.values())
                        .filter(each -> each.isFor(rung))
                        .toList());
        assertThat(Promise.violations(ofThisRung)).isEmpty();
    }

    private static boolean canRun(Rung rung) {
        return rung.broker() != Broker.RABBITMQ || LocalRabbit.isInstalled();
    }
}
