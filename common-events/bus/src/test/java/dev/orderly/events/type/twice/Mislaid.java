package dev.orderly.events.type.twice;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

@EventType("basket.lost.v1")
record Mislaid(String basket) implements DomainEvent {

    @Override
    public String aggregateId() {
        return basket;
    }
}
