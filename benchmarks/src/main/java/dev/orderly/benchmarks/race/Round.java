package dev.orderly.benchmarks.race;

import java.time.Duration;

/**
 * What one contender did in one round.
 *
 * @param duration   in which all events were done
 * @param p50        of the milliseconds from the commit until a consumer had the event; NaN where that is not measured
 * @param outOfOrder events that came before an earlier one of their aggregate
 */
record Round(
        Discipline experiment,
        Entrant entrant,
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

    double millis() {
        return duration.toNanos() / 1e6;
    }

    double microsPerEvent(Duration processor) {
        return processor.toNanos() / 1e3 / events;
    }

    double databaseMicros() {
        return microsPerEvent(processorTime.database());
    }

    double brokerMicros() {
        return microsPerEvent(processorTime.broker());
    }

    /** Of all processes, per event. */
    double processorMicros() {
        return microsPerEvent(processorTime.all());
    }
}
