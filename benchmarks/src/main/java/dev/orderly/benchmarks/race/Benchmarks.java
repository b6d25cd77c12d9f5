package dev.orderly.benchmarks.race;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.orderly.benchmarks.contender.ContenderKind;
import dev.orderly.benchmarks.contender.ContenderSetup;

/**
 * Races the contenders: the rounds of all contenders in one experiment take turns. Exit code 1: an event got lost, or a contender
 * failed. Exit code 2: the options are wrong.
 */
public final class Benchmarks implements AutoCloseable {

    private final RaceOptions options;
    private final PrintStream out;
    private final BenchmarkServers servers = new BenchmarkServers();
    private final Map<Entrant, ContenderSetup> setups = new HashMap<>();
    private final Map<Entrant, ContenderUnderTest> contenders = new HashMap<>();

    private Benchmarks(RaceOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    public static void main(String... arguments) {
        try (var benchmarks = new Benchmarks(RaceOptions.parse(List.of(arguments)), System.out)) {
            benchmarks.run();
        } catch (IllegalArgumentException e) {
            System.err.printf("%s%n%s%n", e.getMessage(), RaceOptions.USAGE);
            System.exit(2);
        } catch (RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    private void run() {
        servers.start();
        List<Round> rounds = new ArrayList<>();
        for (var experiment : options.experiments()) {
            rounds.addAll(run(experiment));
            // So that what was measured is kept if a later experiment fails.
            report(rounds);
        }
        out.println(new RaceTables(new RaceMedians(rounds)).all());
    }

    private void report(List<Round> rounds) {
        var report = options.report();
        if (report != null) {
            var all = new RoundsFile(report.resolve(BenchmarksPage.ROUNDS)).merge(rounds);
            new BenchmarksPage(new RaceMedians(all)).write(report);
        }
    }

    private List<Round> run(Discipline experiment) {
        var race = new Race(servers, options.scale());
        List<Round> measured = new ArrayList<>();
        if (experiment.entrants(options.contenders()).isEmpty()) {
            out.println("%s: left out, as %s"
                    .formatted(
                            experiment.option(),
                            options.contenders().contains(ContenderKind.ORDERLY)
                                    ? "no PostgreSQL with JIT is installed (Debian: postgresql)"
                                    : "it compares Orderly with itself"));
        }
        for (int number = -options.scale().warmUps(experiment);
                number < options.scale().rounds();
                number++) {
            for (var entrant : experiment.entrants(options.contenders())) {
                var round = experiment == Discipline.START
                        ? start(race, entrant)
                        : race.run(experiment, contenders.computeIfAbsent(entrant, this::prepared));
                print(round, number < 0 ? "warm-up" : "round " + (number + 1));
                if (number >= 0) {
                    measured.add(round);
                }
            }
        }
        return measured;
    }

    private Round start(Race race, Entrant entrant) {
        var before = servers.processorTime();
        var began = System.nanoTime();
        try (var contender = started(entrant)) {
            var round = race.start(contender, before, began);
            contender.command("stop");
            return round;
        }
    }

    private ContenderUnderTest prepared(Entrant entrant) {
        var contender = started(entrant);
        contender.command("prepare", entrant.circumstance(), options.scale().stored());
        contender.takeNumbers(options.scale().stored());
        return contender;
    }

    private ContenderUnderTest started(Entrant entrant) {
        return ContenderUnderTest.start(
                entrant,
                setups.computeIfAbsent(entrant, servers::prepare),
                options.logs().resolve(entrant.name() + ".log"));
    }

    private void print(Round round, String which) {
        out.println(String.format(
                Locale.ROOT,
                "%-13s %-8s %-28s %,9.1f/s  µs per event: database %6.1f, broker %6.1f, JVM %6.1f%s%s",
                round.experiment().option(),
                which,
                round.entrant().label(),
                round.eventsPerSecond(),
                round.microsPerEvent(round.processorTime().database()),
                round.microsPerEvent(round.processorTime().broker()),
                round.microsPerEvent(round.processorTime().jvm()),
                Double.isNaN(round.p50())
                        ? ""
                        : String.format(Locale.ROOT, "  p50 %.1f ms, p99 %.1f ms", round.p50(), round.p99()),
                round.duplicates() + round.outOfOrder() == 0
                        ? ""
                        : "  %d duplicates, %d out of order".formatted(round.duplicates(), round.outOfOrder())));
    }

    @Override
    public void close() {
        contenders.values().forEach(ContenderUnderTest::close);
        servers.close();
    }
}
