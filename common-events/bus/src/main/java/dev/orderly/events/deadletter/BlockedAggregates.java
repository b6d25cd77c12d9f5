package dev.orderly.events.deadletter;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.Message;

/** Aggregates that have dead letters, so that their later events have to wait. */
public final class BlockedAggregates {

    private final Set<Aggregate> aggregates = new HashSet<>();

    BlockedAggregates() {}

    /** Whether this message has to wait. */
    public boolean contains(Message message) {
        return !aggregates.isEmpty()
                && Aggregate.of(message).filter(aggregates::contains).isPresent();
    }

    /** This message has become a dead letter. */
    public void add(Message message) {
        Aggregate.of(message).ifPresent(aggregates::add);
    }

    void add(String topic, String key) {
        aggregates.add(new Aggregate(topic, key));
    }

    /** The messages of one topic and key. */
    record Aggregate(String topic, String key) {

        /** Empty if the key is no text: such a message is no event. */
        static Optional<Aggregate> of(Message message) {
            return Optional.ofNullable(CloudEventDecoder.key(message)).map(key -> new Aggregate(message.topic(), key));
        }
    }
}
