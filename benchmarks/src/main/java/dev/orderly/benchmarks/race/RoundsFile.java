package dev.orderly.benchmarks.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.benchmarks.contender.ContenderKind;

/**
 * All measured rounds, as a CSV file. A run replaces the rounds of its own experiments, so the experiments of a page may be
 * measured one after the other; what is compared is always of one run.
 */
final class RoundsFile {

    private static final String HEADER =
            "experiment,contender,circumstance,events,microseconds,database CPU us,broker CPU us,JVM CPU us,p50 ms,p99 ms,duplicates,out of order";

    private final Path file;

    RoundsFile(Path file) {
        this.file = file;
    }

    /** Those of earlier runs, as far as they are not of the measured experiments, and the measured ones. */
    List<Round> merge(List<Round> measured) {
        Set<Discipline> experiments = measured.stream().map(Round::experiment).collect(Collectors.toSet());
        List<Round> all = new ArrayList<>(read().stream()
                .filter(each -> !experiments.contains(each.experiment()))
                .toList());
        all.addAll(measured);
        try {
            Files.writeString(
                    file, all.stream().map(RoundsFile::line).collect(Collectors.joining("\n", HEADER + "\n", "\n")));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
        return all;
    }

    List<Round> read() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .skip(1)
                            .map(RoundsFile::round)
                            .toList()
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }

    private static String line(Round round) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%d,%d,%d,%d,%d,%.2f,%.2f,%d,%d",
                round.experiment(),
                round.entrant().kind(),
                round.entrant().circumstance(),
                round.events(),
                micros(round.duration()),
                micros(round.processorTime().database()),
                micros(round.processorTime().broker()),
                micros(round.processorTime().jvm()),
                round.p50(),
                round.p99(),
                round.duplicates(),
                round.outOfOrder());
    }

    private static Round round(String line) {
        var fields = line.split(",");
        return new Round(
                Discipline.valueOf(fields[0]),
                new Entrant(ContenderKind.valueOf(fields[1]), Circumstance.valueOf(fields[2])),
                Integer.parseInt(fields[3]),
                duration(fields[4]),
                new ProcessorTime(duration(fields[5]), duration(fields[6]), duration(fields[7])),
                Double.parseDouble(fields[8]),
                Double.parseDouble(fields[9]),
                Integer.parseInt(fields[10]),
                Integer.parseInt(fields[11]));
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    private static Duration duration(String micros) {
        return Duration.ofNanos(Long.parseLong(micros) * 1_000);
    }
}
