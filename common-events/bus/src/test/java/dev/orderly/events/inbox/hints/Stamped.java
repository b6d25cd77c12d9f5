package dev.orderly.events.inbox.hints;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

/** An event that no handler takes: only {@code orderly.packages} leads to it. */
@EventType("letter.stamped.v1")
record Stamped(String letter) implements DomainEvent {

    @Override
    public String aggregateId() {
        return letter;
    }
}
