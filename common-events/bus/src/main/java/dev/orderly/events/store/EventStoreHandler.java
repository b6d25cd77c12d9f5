package dev.orderly.events.store;

import dev.orderly.events.DomainEvent;
import org.springframework.context.event.EventListener;

/** Stores the events that {@code Events.raise} publishes, in the caller's thread and transaction. */
final class EventStoreHandler {

    private final EventStore store;

    EventStoreHandler(EventStore store) {
        this.store = store;
    }

    @EventListener
    void handle(DomainEvent event) {
        store.save(event);
    }
}
