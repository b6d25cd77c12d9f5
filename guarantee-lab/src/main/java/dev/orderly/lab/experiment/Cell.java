package dev.orderly.lab.experiment;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.orderly.lab.rung.Rung;
import org.jspecify.annotations.Nullable;

/**
 * A finding as the report keeps it: one line of which-way.csv. It is kept, so that a later run may measure some rungs only.
 *
 * @param flaws the number of times that each flaw occurred; flaws that did not occur are absent
 * @param times null if the callers' process was killed
 * @param cost  null if the experiment does not measure it
 */
record Cell(
        Rung rung,
        Experiment experiment,
        long seed,
        int committed,
        Map<Flaw, Integer> flaws,
        @Nullable Times times,
        @Nullable Cost cost) {

    static final String HEADER =
            "rung,experiment,seed,committed,refused,lost,invented,doubled,out of order,kept waiting,"
                    + "median ms,p99 ms,longest ms,answers a second,rows an event,statements an event,messages an event";

    /** The waiting times of the callers in milliseconds, and the calls per second. */
    record Times(double median, double p99, double longest, double perSecond) {}

    static Cell of(Finding finding, long seed) {
        var times = finding.outcome() == null
                ? null
                : new Times(finding.millis(50), finding.millis(99), finding.millis(100), finding.throughput());
        return new Cell(
                finding.rung(),
                finding.experiment(),
                seed,
                finding.tally().committed(),
                finding.flaws(),
                times,
                finding.cost());
    }

    String line() {
        List<String> values = new ArrayList<>();
        values.add(rung.name());
        values.add(experiment.name());
        values.add(String.valueOf(seed));
        values.add(String.valueOf(committed));
        for (var flaw : Flaw.values()) {
            values.add(String.valueOf(flaws.getOrDefault(flaw, 0)));
        }
        values.add(times == null ? "" : decimal(times.median()));
        values.add(times == null ? "" : decimal(times.p99()));
        values.add(times == null ? "" : decimal(times.longest()));
        values.add(times == null ? "" : decimal(times.perSecond()));
        values.add(cost == null ? "" : decimal(cost.rows()));
        values.add(cost == null ? "" : decimal(cost.statements()));
        values.add(cost == null || cost.messages() == null ? "" : decimal(cost.messages()));
        return String.join(",", values);
    }

    static Cell parse(String line) {
        var values = line.split(",", -1);
        Map<Flaw, Integer> flaws = new EnumMap<>(Flaw.class);
        for (var flaw : Flaw.values()) {
            flaws.put(flaw, Integer.parseInt(values[4 + flaw.ordinal()]));
        }
        flaws.values().removeIf(count -> count == 0);
        return new Cell(
                Rung.valueOf(values[0]),
                Experiment.valueOf(values[1]),
                Long.parseLong(values[2]),
                Integer.parseInt(values[3]),
                flaws,
                values[10].isEmpty()
                        ? null
                        : new Times(number(values[10]), number(values[11]), number(values[12]), number(values[13])),
                values[14].isEmpty()
                        ? null
                        : new Cost(
                                number(values[14]),
                                number(values[15]),
                                values[16].isEmpty() ? null : number(values[16])));
    }

    private static double number(String value) {
        return Double.parseDouble(value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
