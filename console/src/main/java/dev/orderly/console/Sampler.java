package dev.orderly.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns the services' counters into rates. A counter that a restart has reset counts as unchanged. */
final class Sampler {

    private static final int MOST_LATENCIES = 10_000;

    private final Map<String, Double> lastCounters = new HashMap<>();
    private final List<Double> latencies = new ArrayList<>();
    private long lastNanos = System.nanoTime();

    /** A step of an event: an effect has a latency. */
    void add(JsonNode step) {
        if (!step.path("kind").asString("").equals("HANDLED")) {
            return;
        }
        var raised = Instant.parse(step.get("occurredAt").asString());
        var effect = Instant.parse(step.get("at").asString());
        synchronized (latencies) {
            if (latencies.size() < MOST_LATENCIES) {
                latencies.add(Math.max(0, Duration.between(raised, effect).toNanos() / 1e6));
            }
        }
    }

    /** What has happened since the last sample. */
    Sample sample(Map<String, JsonNode> states) {
        var nanos = System.nanoTime();
        var seconds = (nanos - lastNanos) / 1e9;
        lastNanos = nanos;
        double stored = 0;
        double handled = 0;
        double backlog = 0;
        double lag = 0;
        double age = 0;
        for (var entry : states.entrySet()) {
            var state = entry.getValue().path("state");
            var publishing = state.path("publishing");
            if (publishing.isObject()) {
                stored += increase(
                        entry.getKey() + ".stored", publishing.path("position").asDouble(0));
                backlog += publishing.path("backlog").asDouble(0);
                age = Math.max(age, publishing.path("age").asDouble(0));
            }
            for (var consumer : state.path("consumers")) {
                handled += increase(
                        entry.getKey() + "." + consumer.path("name").asString(""),
                        consumer.path("handled").asDouble(0));
                for (var each : consumer.path("lag")) {
                    lag += each.asDouble(0);
                }
            }
        }
        List<Double> sorted;
        synchronized (latencies) {
            sorted = new ArrayList<>(latencies);
            latencies.clear();
        }
        Collections.sort(sorted);
        return new Sample(
                System.currentTimeMillis() / 1e3,
                stored / seconds,
                handled / seconds,
                backlog,
                lag,
                age,
                percentile(sorted, 0.5),
                percentile(sorted, 0.99));
    }

    private double increase(String counter, double value) {
        var last = lastCounters.put(counter, value);
        return last == null ? 0 : Math.max(0, value - last);
    }

    private static @Nullable Double percentile(List<Double> sorted, double share) {
        return sorted.isEmpty()
                ? null
                : sorted.get((int) Math.min(sorted.size() - 1.0, Math.floor(sorted.size() * share)));
    }
}
