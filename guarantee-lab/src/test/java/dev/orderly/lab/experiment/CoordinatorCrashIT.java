package dev.orderly.lab.experiment;

import java.util.List;
import java.util.Map;

import dev.orderly.lab.process.Load;
import dev.orderly.lab.rung.Rung;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The coordinator of a global transaction dies after its decision and before the first part is committed. */
@Tag("full")
class CoordinatorCrashIT {

    private static final Experiment EXPERIMENT = Experiment.KILLED_AFTER_COMMIT;

    @Test
    void thePartsKeepTheirLocksUntilTheCoordinatorIsBackAndThenBothAreCommitted() {
        try (var servers = new LabServers()) {
            servers.startFor(List.of(Rung.XA));
            try (var testBed = RungTestBed.start(Rung.XA, servers)) {
                testBed.run(oneLine(testBed));
                testBed.killOrders();
                testBed.startOrders(Map.of("lab.halt-before-commit", "true"));
                testBed.begin(oneLine(testBed));
                testBed.awaitEndOfOrders();

                assertThat(partsInDoubt(testBed)).isEqualTo(1);
                assertThatExceptionOfType(DataAccessException.class)
                        .isThrownBy(() -> testBed.orderDatabase()
                                .sql("SELECT order_no FROM customer_order FOR UPDATE NOWAIT")
                                .query()
                                .listOfRows())
                        .withMessageContaining("could not obtain lock");

                testBed.startOrders();
                var tally = testBed.settle(EXPERIMENT);

                assertThat(partsInDoubt(testBed)).isZero();
                assertThat(tally.committed()).isEqualTo(6);
                assertThat(tally.lost() + tally.invented() + tally.duplicated()).isZero();
            }
        }
    }

    private static Load oneLine(RungTestBed testBed) {
        return EXPERIMENT.load(testBed, 1, 1, 0);
    }

    private static int partsInDoubt(RungTestBed testBed) {
        return testBed.orderDatabase()
                .sql("SELECT count(*) FROM pg_prepared_xacts")
                .query(Integer.class)
                .single();
    }
}
