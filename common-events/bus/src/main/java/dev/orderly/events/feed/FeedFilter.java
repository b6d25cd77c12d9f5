package dev.orderly.events.feed;

import java.util.Set;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.type.EventTypes;

/**
 * Which events a reader of the feed asks for. A set that is empty lets every event pass.
 *
 * @param types    event types; one without its version stands for all versions
 * @param subjects ids of aggregates
 * @param sources  the services that have raised the events
 */
record FeedFilter(Set<String> types, Set<String> subjects, Set<String> sources) {

    boolean isEmpty() {
        return types.isEmpty() && subjects.isEmpty() && sources.isEmpty();
    }

    boolean matches(EventMetadata event) {
        return (types.isEmpty()
                        || types.contains(event.type())
                        || types.contains(EventTypes.withoutVersion(event.type())))
                && (subjects.isEmpty() || subjects.contains(event.subject()))
                && (sources.isEmpty() || sources.contains(event.source()));
    }
}
