package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** What several measurements of one thing gave. */
record Timing(Duration min, Duration median, Duration max) {

    static Timing of(Collection<Duration> measured) {
        List<Duration> sorted = measured.stream().sorted().toList();
        return new Timing(sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }

    @Override
    public String toString() {
        return "min %d ms, median %d ms, max %d ms".formatted(min.toMillis(), median.toMillis(), max.toMillis());
    }
}
