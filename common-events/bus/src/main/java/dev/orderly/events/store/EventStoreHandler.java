package dev.orderly.events.store;

import dev.orderly.events.DomainEvent;
import org.springframework.context.event.EventListener;

/** Stores what {@code Events.raise} publishes: synchronously, in the thread and the transaction of the caller. */
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
