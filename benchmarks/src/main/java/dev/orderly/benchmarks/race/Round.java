package dev.orderly.benchmarks.race;

import java.time.Duration;

import dev.orderly.benchmarks.contender.ContenderKind;

/**
 * What one contender did in one round.
 *
 * @param duration   in which all events were done
 * @param p50        of the milliseconds from the commit until a consumer had the event; NaN where that is not measured
 * @param outOfOrder events that came before an earlier one of their aggregate
 */
record Round(
        Discipline experiment,
        ContenderKind contender,
        int events,
        Duration duration,
        ProcessorTime processorTime,
        double p50,
        double p99,
        int duplicates,
        int outOfOrder) {

    double eventsPerSecond() {
        return events / (duration.toNanos() / 1e9);
    }

    double microsPerEvent(Duration processor) {
        return processor.toNanos() / 1e3 / events;
    }
}
