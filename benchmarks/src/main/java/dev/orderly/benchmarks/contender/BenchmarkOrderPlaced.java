package dev.orderly.benchmarks.contender;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

/** The event of the contenders that serialize objects; as JSON it is the payload of {@link BenchmarkEvents}. */
@EventType(BenchmarkEvents.TYPE)
record BenchmarkOrderPlaced(long number, String text) implements DomainEvent {

    static BenchmarkOrderPlaced of(long number) {
        return new BenchmarkOrderPlaced(number, BenchmarkEvents.text(number));
    }

    @Override
    public String aggregateId() {
        return BenchmarkEvents.aggregate(number);
    }
}
