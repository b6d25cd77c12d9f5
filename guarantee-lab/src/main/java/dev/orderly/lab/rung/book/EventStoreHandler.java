package dev.orderly.lab.rung.book;

import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.context.event.EventListener;

/** Stores each event that is raised. */
class EventStoreHandler {

    private final EventStore eventStore;

    EventStoreHandler(EventStore eventStore) {
        this.eventStore = eventStore;
    }

    @EventListener
    void handle(OrderLineCanceled event) {
        eventStore.save(event);
    }
}
