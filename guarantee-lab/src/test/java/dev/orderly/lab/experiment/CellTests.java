package dev.orderly.lab.experiment;

import java.util.List;
import java.util.Map;

import dev.orderly.lab.rung.Rung;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CellTests {

    private static final List<String> POSTGRES = List.of("PostgreSQL 18.1");

    @Test
    void aLineOfTheFileIsTheWholeCell() {
        var measured = new Cell(
                Rung.STORE_KAFKA,
                Experiment.SAME_ORDERS,
                -7,
                Scale.FULL,
                List.of("PostgreSQL 18.1", "Kafka 4.2.1"),
                4_504,
                Map.of(Flaw.DUPLICATED, 3, Flaw.WAITING, 1),
                new Cell.Times(1.5, 20.25, 300, 812.75),
                new Cost(9.25, 12.5, 1.25));
        var killed =
                new Cell(Rung.DIRECT, Experiment.KILLED_AT_RANDOM, 1, Scale.QUICK, POSTGRES, 0, Map.of(), null, null);
        var withoutBroker = new Cell(
                Rung.DIRECT, Experiment.SAME_ORDERS, 1, Scale.QUICK, POSTGRES, 1, Map.of(), null, new Cost(4, 7, null));

        assertThat(Cell.parse(measured.line())).isEqualTo(measured);
        assertThat(Cell.parse(killed.line())).isEqualTo(killed);
        assertThat(Cell.parse(withoutBroker.line())).isEqualTo(withoutBroker);
        assertThat(measured.line().split(",", -1)).hasSameSizeAs(Cell.HEADER.split(","));
    }
}
