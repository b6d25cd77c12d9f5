package dev.orderly.lab.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.rung.Rung.Broker;
import dev.orderly.localstack.LocalRabbit;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GuaranteeLabIT {

    /** A rung that keeps more than it promises was not put to the test. */
    @Test
    void everyRungKeepsWhatItPromisesAndNoMore() {
        var lab = new GuaranteeLab(Scale.QUICK, new Random().nextLong(), System.out);
        var rungs = rungs();

        var findings = lab.runSideBySide(rungs);

        assertThat(Set.copyOf(findings.stream().map(Finding::rung).toList()))
                .containsExactlyInAnyOrderElementsOf(rungs);
        assertThat(Promise.complaints(findings)).isEmpty();
    }

    private static List<Rung> rungs() {
        if (LocalRabbit.isInstalled()) {
            return List.of(Rung.values());
        }
        System.out.println("Without the rungs of RabbitMQ. " + LocalRabbit.HOW_TO_INSTALL);
        return Arrays.stream(Rung.values())
                .filter(each -> each.broker() != Broker.RABBITMQ)
                .toList();
    }
}
