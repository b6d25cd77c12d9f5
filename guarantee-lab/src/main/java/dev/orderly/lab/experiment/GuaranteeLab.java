package dev.orderly.lab.experiment;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.rung.Rung.Broker;
import dev.orderly.localstack.LocalRabbit;

/**
 * Puts every rung through every experiment, on real parts. Ends with 1 when a rung keeps less than it promises, or more,
 * and with 2 when it does not understand its options.
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
            System.exit(isAsPromised(List.of(arguments)) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.printf("%s%n%s%n", e.getMessage(), USAGE);
            System.exit(2);
        }
    }

    /** Runs what the options ask for, and says whether every rung was as promised. */
    private static boolean isAsPromised(List<String> options) {
        options.stream()
                .filter(each -> !each.matches("--quick|--(seed|rungs|report)=.+"))
                .forEach(each -> {
                    throw new IllegalArgumentException("No such option: " + each);
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
            throw new IllegalArgumentException(LocalRabbit.HOW_TO_INSTALL + "; or choose other rungs");
        }
        var findings = quick ? lab.runSideBySide(chosen) : lab.run(chosen);
        option(options, "--report=")
                .forEach(directory -> new Report(findings, lab.scale, seed).write(Path.of(directory)));
        var complaints = Promise.complaints(findings);
        complaints.forEach(System.out::println);
        System.out.println(
                complaints.isEmpty() ? "Every rung keeps what it promises, and no more." : "Not as promised.");
        return complaints.isEmpty();
    }

    /** One rung after the other, so that the times of one can be held against those of another. */
    List<Finding> run(List<Rung> rungs) {
        out.printf("seed %d, %s%n", seed, scale);
        List<Finding> findings = new ArrayList<>();
        try (var parts = new Parts()) {
            parts.startFor(rungs);
            for (var rung : rungs) {
                try (var rig = Rig.start(rung, parts)) {
                    for (var experiment : Experiment.values()) {
                        if (experiment.isFor(rung)) {
                            findings.add(find(rig, experiment));
                        }
                    }
                }
            }
        }
        return findings;
    }

    /** The rungs with a broker beside those without one, each with parts of their own: sooner done, and the times mean nothing. */
    List<Finding> runSideBySide(List<Rung> rungs) {
        var without = CompletableFuture.supplyAsync(
                () -> run(rungs.stream().filter(each -> each.broker() == null).toList()));
        var with = CompletableFuture.supplyAsync(
                () -> run(rungs.stream().filter(each -> each.broker() != null).toList()));
        return Stream.concat(without.join().stream(), with.join().stream()).toList();
    }

    private Finding find(Rig rig, Experiment experiment) {
        var began = System.nanoTime();
        var outcome = experiment.run(rig, scale, seed);
        rig.outsideService().takes(Duration.ZERO);
        rig.outsideService().refusesOneIn(0);
        var finding = new Finding(rig.rung(), experiment, rig.settle(experiment), outcome);
        out.printf(
                "%-20s %-38s %5.1f s  %5d committed  %s%n",
                rig.rung(),
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
