package dev.orderly.lab.experiment;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.rung.Rung.Broker;
import dev.orderly.localstack.broker.LocalRabbit;

/**
 * Runs every experiment on every rung, with a real database and real brokers. Exit code 1: a rung shows a flaw that it
 * rules out, or does not show a flaw that is certain. Exit code 2: the options are wrong.
 */
public final class GuaranteeLab {

    private static final String USAGE = """
            Options: [--rung NAME,...] [--experiment NAME,...] [--quick] [--seed N] [--report DIRECTORY]
            One rung and one experiment: prints what happened to each event.
            Rungs: %s
            Experiments: %s""".formatted(names(Rung.values()), names(Experiment.values()));

    private final Scale scale;
    private final long seed;
    private final PrintStream out;

    /** Name and version of each server of a rung that ran. */
    private final Map<Rung, List<String>> versions = new ConcurrentHashMap<>();

    GuaranteeLab(Scale scale, long seed, PrintStream out) {
        this.scale = scale;
        this.seed = seed;
        this.out = out;
    }

    public static void main(String... arguments) {
        try {
            System.exit(keepsPromises(Options.parse(List.of(arguments))) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.printf("%s%n%s%n", e.getMessage(), USAGE);
            System.exit(2);
        }
    }

    private static String names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).collect(Collectors.joining(" "));
    }

    /** Runs the chosen rungs; true if there was no {@linkplain Promise#violations violation}. */
    private static boolean keepsPromises(Options options) {
        var rungs = options.rungs();
        if (rungs.stream().anyMatch(each -> each.broker() == Broker.RABBITMQ) && !LocalRabbit.isInstalled()) {
            throw new IllegalArgumentException(LocalRabbit.HOW_TO_INSTALL + "; or choose other rungs with --rung");
        }
        var lab = new GuaranteeLab(options.scale(), options.seed(), System.out);
        var findings = options.isQuick() && options.experiments().size() == Experiment.values().length
                ? lab.runSideBySide(rungs, (rung, experiment) -> true)
                : lab.run(rungs, (rung, experiment) -> options.experiments().contains(experiment));
        options.report().ifPresent(directory -> lab.report(findings, directory));
        var violations = Promise.violations(findings);
        violations.forEach(System.out::println);
        System.out.println(
                violations.isEmpty()
                        ? "Every rung kept its promises and showed its certain flaws."
                        : "Promises violated: %d. Repeat this run with --seed=%d."
                                .formatted(violations.size(), options.seed()));
        return violations.isEmpty();
    }

    /** Writes the report: these findings, and the last report's cells of the rungs and experiments that did not run. */
    private void report(List<Finding> findings, Path directory) {
        Map<List<Enum<?>>, Cell> cells = new HashMap<>();
        Report.lastCells(directory).forEach(each -> cells.put(List.of(each.rung(), each.experiment()), each));
        findings.forEach(each -> cells.put(
                List.of(each.rung(), each.experiment()),
                Cell.of(each, seed, scale, versions.getOrDefault(each.rung(), List.of()))));
        var sorted = cells.values().stream()
                .sorted(Comparator.comparing(Cell::rung).thenComparing(Cell::experiment))
                .toList();
        new Report(sorted).write(directory);
    }

    /** Runs one rung after the other, so that their times can be compared. */
    List<Finding> run(List<Rung> rungs) {
        return run(rungs, (rung, experiment) -> true);
    }

    /** Runs only the chosen experiments. */
    List<Finding> run(List<Rung> rungs, BiPredicate<Rung, Experiment> chosen) {
        out.printf("seed %d, %s%n", seed, scale);
        List<Finding> findings = new ArrayList<>();
        try (var servers = new LabServers()) {
            servers.startFor(rungs);
            for (var rung : rungs) {
                versions.put(rung, servers.versions(rung));
                try (var testBed = RungTestBed.start(rung, servers)) {
                    for (var experiment : Experiment.values()) {
                        if (experiment.isFor(rung) && chosen.test(rung, experiment)) {
                            findings.add(find(testBed, experiment));
                        }
                    }
                }
            }
        }
        return findings;
    }

    /**
     * Runs three groups of rungs in parallel, each on its own servers: those without a broker, those with Kafka, and the others. That
     * is faster, and the measured times cannot be compared.
     */
    List<Finding> runSideBySide(List<Rung> rungs, BiPredicate<Rung, Experiment> chosen) {
        var groups = rungs.stream()
                .collect(Collectors.groupingBy(GuaranteeLab::group))
                .values();
        var runs = groups.stream()
                .map(group -> CompletableFuture.supplyAsync(() -> run(group, chosen), task -> new Thread(task).start()))
                .toList();
        return runs.stream().flatMap(each -> each.join().stream()).toList();
    }

    private static String group(Rung rung) {
        return rung.broker() == null ? "no broker" : rung.broker() == Broker.KAFKA ? "Kafka" : "other brokers";
    }

    private Finding find(RungTestBed testBed, Experiment experiment) {
        var isWatched = scale == Scale.WATCHED;
        if (isWatched) {
            out.printf(
                    "%s: %s%nExperiment %s: %s%nPromised: %s%n",
                    testBed.rung(),
                    testBed.rung().label(),
                    experiment,
                    experiment.label(),
                    Promise.of(testBed.rung()).inWords(experiment));
        }
        var began = System.nanoTime();
        var outcome = experiment.run(testBed, scale, seed);
        testBed.outsideService().delayAnswers(Duration.ZERO);
        testBed.outsideService().refuseOneIn(0);
        var tally = testBed.settle(experiment);
        var cost = testBed.takeCost();
        var finding = new Finding(testBed.rung(), experiment, tally, outcome, cost);
        if (isWatched) {
            testBed.history(experiment).lines().forEach(out::println);
        }
        out.printf(
                "%-20s %-38s %5.1f s  %5d committed  %s%s%n",
                testBed.rung(),
                experiment.label(),
                (System.nanoTime() - began) / 1e9,
                finding.tally().committed(),
                finding.flaws(),
                cost == null ? "" : "  each event: " + cost.inWords());
        return finding;
    }
}
