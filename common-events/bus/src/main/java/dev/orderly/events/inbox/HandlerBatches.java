package dev.orderly.events.inbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import dev.orderly.events.inbox.EventHandlers.Handler;
import dev.orderly.events.inbox.Incoming.Accepted;

/**
 * The events that wait for the handlers that take batches. They wait as long as the order within their aggregates allows: not
 * longer than until another handler gets the next event of one of them.
 */
final class HandlerBatches {

    private final BiConsumer<Handler, List<Accepted>> handle;
    private final Map<Handler, Batch> waiting = new LinkedHashMap<>();

    /** @param handle calls a handler with its events */
    HandlerBatches(BiConsumer<Handler, List<Accepted>> handle) {
        this.handle = handle;
    }

    /** Lets the event wait for its handler. */
    void add(Accepted event) {
        handleBefore(event);
        var batch = waiting.computeIfAbsent(event.handler(), handler -> new Batch());
        batch.events.add(event);
        batch.subjects.add(event.metadata().subject());
    }

    /** Handles the earlier events of this event's aggregate that wait for another handler, and what waits with them. */
    void handleBefore(Accepted event) {
        if (waiting.isEmpty()) {
            return;
        }
        var subject = event.metadata().subject();
        waiting.entrySet().removeIf(each -> {
            var isBefore =
                    each.getKey() != event.handler() && each.getValue().subjects.contains(subject);
            if (isBefore) {
                handle.accept(each.getKey(), each.getValue().events);
            }
            return isBefore;
        });
    }

    /** Handles all that wait. */
    void handleAll() {
        waiting.forEach((handler, batch) -> handle.accept(handler, batch.events));
        waiting.clear();
    }

    private static final class Batch {

        private final List<Accepted> events = new ArrayList<>();
        private final Set<String> subjects = new HashSet<>();
    }
}
