package dev.orderly.lab.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

import dev.orderly.lab.rung.Rung;

/** What {@link GuaranteeLab} is asked to run. A value follows its option, or an equals sign. */
record Options(List<Rung> rungs, Set<Experiment> experiments, boolean isQuick, long seed, Optional<Path> report) {

    private static final Set<String> NAMES = Set.of("--rung", "--rungs", "--experiment", "--seed", "--report");

    /** @throws IllegalArgumentException if an option or a name is unknown, or if a value is missing */
    static Options parse(List<String> arguments) {
        List<String> words = new ArrayList<>();
        arguments.forEach(each -> words.addAll(Arrays.asList(each.split("=", 2))));
        Map<String, String> values = new HashMap<>();
        var isQuick = words.remove("--quick");
        for (int word = 0; word < words.size(); word += 2) {
            var name = words.get(word);
            if (!NAMES.contains(name) || word + 1 == words.size()) {
                throw new IllegalArgumentException(
                        NAMES.contains(name) ? name + " needs a value" : "Unknown option " + name);
            }
            values.put(name.equals("--rungs") ? "--rung" : name, words.get(word + 1));
        }
        return new Options(
                Optional.ofNullable(values.get("--rung"))
                        .map(each -> chosen(Rung.class, each))
                        .orElse(List.of(Rung.values())),
                Optional.ofNullable(values.get("--experiment"))
                        .map(each -> EnumSet.copyOf(chosen(Experiment.class, each)))
                        .orElse(EnumSet.allOf(Experiment.class)),
                isQuick,
                Optional.ofNullable(values.get("--seed")).map(Long::parseLong).orElseGet(new Random()::nextLong),
                Optional.ofNullable(values.get("--report")).map(Path::of));
    }

    private static <E extends Enum<E>> List<E> chosen(Class<E> type, String names) {
        return Arrays.stream(names.split(","))
                .map(each -> Enum.valueOf(type, each.toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
    }

    /** A single cell is small enough to be read. */
    Scale scale() {
        if (rungs.size() == 1 && experiments.size() == 1 && report.isEmpty()) {
            return Scale.WATCHED;
        }
        return isQuick ? Scale.QUICK : Scale.FULL;
    }
}
