package dev.orderly.lab.experiment;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.rung.Rung.Broker;
import dev.orderly.localstack.broker.LocalRabbit;

/**
 * Runs every experiment on every rung, with a real database and real brokers. Exit code 1: a rung shows a flaw that it
 * rules out, or does not show a flaw that is certain. Exit code 2: the options are wrong.
 */
public final class GuaranteeLab {

    private static final String USAGE = "Options: [--quick] [--seed=N] [--rungs=%s] [--report=DIRECTORY]"
            .formatted(String.join(
                    ",", Arrays.stream(Rung.values()).map(Enum::name).toList()));

    private final Scale scale;
    private final long seed;
    private final PrintStream out;

    GuaranteeLab(Scale scale, long seed, PrintStream out) {
        this.scale = scale;
        this.seed = seed;
        this.out = out;
    }

    public static void main(String... arguments) {
        try {
            System.exit(keepsPromises(List.of(arguments)) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.printf("%s%n%s%n", e.getMessage(), USAGE);
            System.exit(2);
        }
    }

    /** Runs the chosen rungs; true if there was no {@linkplain Promise#violations violation}. */
    private static boolean keepsPromises(List<String> options) {
        options.stream()
                .filter(each -> !each.matches("--quick|--(seed|rungs|report)=.+"))
                .forEach(each -> {
                    throw new IllegalArgumentException("Unknown option " + each);
                });
        var quick = options.contains("--quick");
        var seed = option(options, "--seed=").map(Long::parseLong).findFirst().orElseGet(new Random()::nextLong);
        var rungs = option(options, "--rungs=")
                .flatMap(names -> Arrays.stream(names.split(",")))
                .map(Rung::valueOf)
                .toList();
        var lab = new GuaranteeLab(quick ? Scale.QUICK : Scale.FULL, seed, System.out);
        var chosen = rungs.isEmpty() ? List.of(Rung.values()) : rungs;
        if (chosen.stream().anyMatch(each -> each.broker() == Broker.RABBITMQ) && !LocalRabbit.isInstalled()) {
            throw new IllegalArgumentException(LocalRabbit.HOW_TO_INSTALL + "; or leave out its rungs with --rungs");
        }
        var findings = quick ? lab.runSideBySide(chosen) : lab.run(chosen);
        option(options, "--report=")
                .forEach(directory -> new Report(findings, lab.scale, seed).write(Path.of(directory)));
        var violations = Promise.violations(findings);
        violations.forEach(System.out::println);
        System.out.println(
                violations.isEmpty()
                        ? "Every rung kept its promises and showed its certain flaws."
                        : "Promises violated: %d. Repeat this run with --seed=%d.".formatted(violations.size(), seed));
        return violations.isEmpty();
    }

    /** Runs one rung after the other, so that their times can be compared. */
    List<Finding> run(List<Rung> rungs) {
        return run(rungs, EnumSet.allOf(Experiment.class));
    }

    /** Runs only these experiments. */
    List<Finding> run(List<Rung> rungs, Set<Experiment> experiments) {
        out.printf("seed %d, %s%n", seed, scale);
        List<Finding> findings = new ArrayList<>();
        try (var servers = new LabServers()) {
            servers.startFor(rungs);
            for (var rung : rungs) {
                try (var testBed = RungTestBed.start(rung, servers)) {
                    for (var experiment : experiments) {
                        if (experiment.isFor(rung)) {
                            findings.add(find(testBed, experiment));
                        }
                    }
                }
            }
        }
        return findings;
    }

    /**
     * Runs the rungs with a broker and those without one in parallel, each group on its own servers. That is faster, and the
     * measured times cannot be compared.
     */
    List<Finding> runSideBySide(List<Rung> rungs) {
        var without = CompletableFuture.supplyAsync(
                () -> run(rungs.stream().filter(each -> each.broker() == null).toList()));
        var with = CompletableFuture.supplyAsync(
                () -> run(rungs.stream().filter(each -> each.broker() != null).toList()));
        return Stream.concat(without.join().stream(), with.join().stream()).toList();
    }

    private Finding find(RungTestBed testBed, Experiment experiment) {
        var began = System.nanoTime();
        var outcome = experiment.run(testBed, scale, seed);
        testBed.outsideService().delayAnswers(Duration.ZERO);
        testBed.outsideService().refuseOneIn(0);
        var finding = new Finding(testBed.rung(), experiment, testBed.settle(experiment), outcome);
        out.printf(
                "%-20s %-38s %5.1f s  %5d committed  %s%n",
                testBed.rung(),
                experiment.label(),
                (System.nanoTime() - began) / 1e9,
                finding.tally().committed(),
                finding.flaws());
        return finding;
    }

    private static Stream<String> option(List<String> options, String name) {
        return options.stream().filter(each -> each.startsWith(name)).map(each -> each.substring(name.length()));
    }
}
