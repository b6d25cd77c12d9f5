package dev.orderly.benchmarks.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.orderly.benchmarks.contender.ContenderKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class BenchmarksPageTests {

    @TempDir
    Path directory;

    @Test
    void hasATableAndAChartOfWhatWasMeasured() throws IOException {
        write("before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nafter\n");

        new BenchmarksPage(new RaceMedians(List.of(
                        round(Discipline.BACKLOG, ContenderKind.ORDERLY, Double.NaN),
                        round(Discipline.BACKLOG, ContenderKind.MODULITH, Double.NaN),
                        round(Discipline.COMPRESSED, ContenderKind.ORDERLY, Double.NaN),
                        round(Discipline.COMPRESSED, ContenderKind.DEBEZIUM, Double.NaN),
                        round(Discipline.QUIET, ContenderKind.ORDERLY, 0.5),
                        round(Discipline.QUIET, ContenderKind.DEBEZIUM, 5))))
                .write(directory);

        assertThat(Files.readString(directory.resolve("benchmarks.md")))
                .startsWith("before\n")
                .endsWith("after\n")
                .doesNotContain("old")
                .contains("200 orders per second: p50, of Debezium's | at most 1.20 | 0.10 | met")
                .contains("compressed backlog: events per second, of Debezium's | at least 2.50 | 1.00 | **missed**")
                .contains("(benchmarks-backlog.svg)");
        assertThat(Files.readString(directory.resolve("benchmarks-backlog.svg")))
                .contains("Orderly", "Spring Modulith", "events per second");
        assertThat(Files.readString(directory.resolve("benchmarks-quiet.svg"))).contains("Debezium", "p99");
        assertThat(directory.resolve("benchmarks-steady.svg")).doesNotExist();
    }

    @Test
    void saysWhichMarksAreMissing() throws IOException {
        write("somebody has removed them");

        assertThatThrownBy(() -> new BenchmarksPage(new RaceMedians(List.of())).write(directory))
                .hasMessageContaining("<!-- measured: begin -->");
    }

    private void write(String page) throws IOException {
        Files.writeString(directory.resolve("benchmarks.md"), page);
    }

    private static Round round(Discipline experiment, ContenderKind contender, double p50) {
        var used = new ProcessorTime(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(3));
        return new Round(
                experiment, experiment.entrant(contender), 1_600, Duration.ofSeconds(8), used, p50, 2 * p50, 0, 0);
    }
}
