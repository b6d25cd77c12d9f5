package dev.orderly.events.start.twice;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

@EventType("basket.lost.v1")
record Lost(String basket) implements DomainEvent {

    @Override
    public String aggregateId() {
        return basket;
    }
}
