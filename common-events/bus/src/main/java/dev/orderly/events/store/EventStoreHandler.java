package dev.orderly.events.store;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.support.ReplayScope;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.type.EventTypes;
import org.slf4j.Logger;
import org.springframework.context.event.EventListener;

/** Stores the events that {@code Events.raise} publishes, in the caller's thread and transaction; in a replay it does not. */
final class EventStoreHandler {

    private static final Logger log = SafeLog.of(EventStore.class);

    private final EventStore store;

    EventStoreHandler(EventStore store) {
        this.store = store;
    }

    @EventListener
    void handle(DomainEvent event) {
        if (ReplayScope.isOpen()) {
            log.info(
                    "Left out {} of {}: a handler has raised it in a replay",
                    EventTypes.nameOf(event.getClass()),
                    event.aggregateId());
            return;
        }
        store.save(event);
    }
}
