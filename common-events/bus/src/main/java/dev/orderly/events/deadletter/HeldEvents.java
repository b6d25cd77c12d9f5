package dev.orderly.events.deadletter;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.orderly.events.message.OutgoingMessage;

/**
 * What the queues hold of some messages and of their aggregates.
 *
 * @param firstPositions of each aggregate with dead letters, the lowest position of one
 * @param events         those of the messages that are dead letters, or discarded
 */
public record HeldEvents(Map<String, Long> firstPositions, Set<UUID> events) {

    /**
     * Whether an event of the same aggregate with a lower position is a dead letter. For a reader that goes back: an event
     * that it reads again may come before the failed one.
     */
    public boolean blocks(OutgoingMessage message) {
        var first = firstPositions.get(message.event().subject());
        return first != null && first < message.event().position();
    }

    /** Whether the message itself is a dead letter, or discarded. */
    public boolean contains(OutgoingMessage message) {
        return events.contains(message.event().id());
    }
}
