package dev.orderly.lab.experiment;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import dev.orderly.lab.rung.Rung;
import org.jspecify.annotations.Nullable;

/**
 * A finding as the report keeps it: one line of which-way.csv. It is kept, so that a later run may measure some rungs only.
 *
 * @param servers name and version of each server that the rung uses
 * @param flaws the number of times that each flaw occurred; flaws that did not occur are absent
 * @param times null if the callers' process was killed
 * @param cost  null if the experiment does not measure it
 */
record Cell(
        Rung rung,
        Experiment experiment,
        long seed,
        Scale scale,
        List<String> servers,
        int committed,
        Map<Flaw, Integer> flaws,
        @Nullable Times times,
        @Nullable Cost cost) {

    private static final String SEPARATOR = " + ";

    static final String HEADER =
            "rung,experiment,seed,few lines,many lines,kills,servers,committed,refused,lost,invented,doubled,out of order,kept waiting,"
                    + "median ms,p99 ms,longest ms,answers a second,rows an event,statements an event,messages an event";

    /** The waiting times of the callers in milliseconds, and the calls per second. */
    record Times(double median, double p99, double longest, double perSecond) {}

    static Cell of(Finding finding, long seed, Scale scale, List<String> servers) {
        var times = finding.outcome() == null
                ? null
                : new Times(finding.millis(50), finding.millis(99), finding.millis(100), finding.throughput());
        return new Cell(
                finding.rung(),
                finding.experiment(),
                seed,
                scale,
                servers,
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
        values.add(String.valueOf(scale.few()));
        values.add(String.valueOf(scale.many()));
        values.add(String.valueOf(scale.kills()));
        values.add(String.join(SEPARATOR, servers));
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
        var values = new ArrayDeque<>(List.of(line.split(",", -1)));
        return new Cell(
                Rung.valueOf(values.pop()),
                Experiment.valueOf(values.pop()),
                Long.parseLong(values.pop()),
                new Scale(
                        Integer.parseInt(values.pop()), Integer.parseInt(values.pop()), Integer.parseInt(values.pop())),
                List.of(values.pop().split(Pattern.quote(SEPARATOR))),
                Integer.parseInt(values.pop()),
                flaws(values),
                times(values),
                cost(values));
    }

    private static Map<Flaw, Integer> flaws(Deque<String> values) {
        Map<Flaw, Integer> flaws = new EnumMap<>(Flaw.class);
        for (var flaw : Flaw.values()) {
            flaws.put(flaw, Integer.parseInt(values.pop()));
        }
        flaws.values().removeIf(count -> count == 0);
        return flaws;
    }

    private static @Nullable Times times(Deque<String> values) {
        var median = number(values.pop());
        var p99 = number(values.pop());
        var longest = number(values.pop());
        var perSecond = number(values.pop());
        return median == null || p99 == null || longest == null || perSecond == null
                ? null
                : new Times(median, p99, longest, perSecond);
    }

    private static @Nullable Cost cost(Deque<String> values) {
        var rows = number(values.pop());
        var statements = number(values.pop());
        var messages = number(values.pop());
        return rows == null || statements == null ? null : new Cost(rows, statements, messages);
    }

    private static @Nullable Double number(String value) {
        return value.isEmpty() ? null : Double.valueOf(value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
