package dev.orderly.benchmarks.consuming;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

/** The event that is consumed: JSON of about 255 bytes. */
@EventType(OrderRead.TYPE)
record OrderRead(long number, String text) implements DomainEvent {

    static final String TYPE = "benchmark.order-read.v1";

    private static final int AGGREGATES = 10_000;
    private static final String TEXT = "x".repeat(225);

    static OrderRead of(long number) {
        return new OrderRead(number, TEXT);
    }

    @Override
    public String aggregateId() {
        return "order-" + number % AGGREGATES;
    }
}
