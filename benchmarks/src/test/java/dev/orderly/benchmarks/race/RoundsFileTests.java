package dev.orderly.benchmarks.race;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.benchmarks.contender.ContenderKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class RoundsFileTests {

    private static final Entrant ORDERLY = Discipline.QUIET.entrant(ContenderKind.ORDERLY);

    @TempDir
    Path directory;

    private RoundsFile file;

    @BeforeEach
    void newFile() {
        file = new RoundsFile(directory.resolve("rounds.csv"));
    }

    @Test
    void hasWhatWasMeasured() {
        var rounds = List.of(
                round(Discipline.QUIET, ORDERLY, 1.5),
                round(Discipline.CIRCUMSTANCES, new Entrant(ContenderKind.ORDERLY, Circumstance.GROWN), Double.NaN));

        file.merge(rounds);

        assertThat(file.read()).isEqualTo(rounds);
    }

    @Test
    void keepsTheExperimentsThatARunLeavesOutAndReplacesItsOwn() {
        var kept = round(Discipline.BACKLOG, ORDERLY, 1);
        file.merge(List.of(kept, round(Discipline.QUIET, ORDERLY, 1), round(Discipline.QUIET, ORDERLY, 2)));
        var measured = round(Discipline.QUIET, Discipline.QUIET.entrant(ContenderKind.DEBEZIUM), 3);

        assertThat(file.merge(List.of(measured)))
                .containsExactly(kept, measured)
                .isEqualTo(file.read());
    }

    @Test
    void theMedianOfAnEvenNumberOfRoundsIsBetweenTheTwoInTheMiddle() {
        var medians = new RaceMedians(List.of(
                round(Discipline.QUIET, ORDERLY, 4),
                round(Discipline.QUIET, ORDERLY, 1),
                round(Discipline.QUIET, ORDERLY, 100),
                round(Discipline.QUIET, ORDERLY, 2)));

        assertThat(medians.of(Discipline.QUIET, ContenderKind.ORDERLY, Round::p50))
                .isEqualTo(3);
        assertThat(medians.of(Discipline.QUIET, ContenderKind.DEBEZIUM, Round::p50))
                .isNaN();
    }

    private static Round round(Discipline experiment, Entrant entrant, double p50) {
        var used = new ProcessorTime(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3));
        return new Round(experiment, entrant, 1_600, Duration.ofSeconds(8), used, p50, 2 * p50, 0, 1);
    }
}
