package dev.orderly.lab.experiment;

import java.util.EnumSet;
import java.util.List;

import dev.orderly.lab.rung.Rung;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The lowest rung and the bus in two short experiments: the lab works. {@link GuaranteeLabIT} is the whole lab. */
class GuaranteeLabSmokeIT {

    private static final Scale SMOKE = new Scale(20, 20, 0);

    @Test
    void theLowestRungShowsItsFlawAndTheBusShowsNone() {
        var lab = new GuaranteeLab(SMOKE, Long.getLong("orderly.seed", System.nanoTime()), System.out);

        var findings = lab.run(List.of(Rung.SYNCHRONOUS, Rung.STORE_KAFKA), (rung, experiment) -> EnumSet.of(
                        Experiment.KILLED_AFTER_COMMIT, Experiment.ROLLED_BACK)
                .contains(experiment));

        assertThat(findings).hasSize(4);
        assertThat(Promise.violations(findings)).isEmpty();
        assertThat(findings)
                .filteredOn(each -> each.rung() == Rung.SYNCHRONOUS)
                .flatExtracting(each -> each.flaws().keySet())
                .contains(Flaw.INVENTED);
    }
}
