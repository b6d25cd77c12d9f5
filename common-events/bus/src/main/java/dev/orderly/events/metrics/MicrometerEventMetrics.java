package dev.orderly.events.metrics;

import java.time.Clock;
import java.time.Duration;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.inbox.EventMetrics;
import dev.orderly.events.support.AfterCommit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/** Counters with the event's type and the consumer as tags, and the consumer's latency. */
final class MicrometerEventMetrics implements EventMetrics {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final MeterRegistry registry;
    private final String consumer;
    private final Clock clock;
    private final Timer latency;

    MicrometerEventMetrics(MeterRegistry registry, String consumer, Clock clock) {
        this.registry = registry;
        this.consumer = consumer;
        this.clock = clock;
        this.latency = Timer.builder("orderly.events.latency")
                .description("From when an event was raised, by the clock of its source, to the commit of its effect")
                .tag("consumer", consumer)
                .publishPercentileHistogram()
                .minimumExpectedValue(SHORTEST)
                .maximumExpectedValue(LONGEST)
                .register(registry);
    }

    @Override
    public EventMetrics of(String otherConsumer) {
        return new MicrometerEventMetrics(registry, otherConsumer, clock);
    }

    @Override
    public void handled(EventMetadata event, String origin) {
        var counter = counter("orderly.events.handled", "Events that a handler has processed", event.type());
        AfterCommit.run(() -> {
            counter.increment();
            var taken = Duration.between(event.time(), clock.instant());
            latency.record(taken.isNegative() ? Duration.ZERO : taken);
        });
    }

    @Override
    public void recognized(EventMetadata event, String origin) {
        var counter =
                counter("orderly.events.duplicates", "Duplicates that were recognized and had no effect", event.type());
        AfterCommit.run(counter::increment);
    }

    @Override
    public void retried(EventMetadata event) {
        var counter = counter("orderly.events.retries", "Dead letters whose retry succeeded", event.type());
        AfterCommit.run(counter::increment);
    }

    private Counter counter(String name, String description, String type) {
        return Counter.builder(name)
                .description(description)
                .tag("type", type)
                .tag("consumer", consumer)
                .register(registry);
    }
}
