package dev.orderly.events.store;

import dev.orderly.events.DomainEvent;
import org.springframework.context.event.EventListener;

/** Stores what {@code Events.raise} publishes: synchronously, in the thread and the transaction of the caller. */
record EventStoreHandler(EventStore store) {

    @EventListener
    void handle(DomainEvent event) {
        store.save(event);
    }
}
