package dev.orderly.events.test;

import java.time.Instant;
import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.message.Message;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;

/**
 * An event to deliver to a consumer, any number of times. Two deliveries with the same id are duplicates.
 *
 * @param event    its payload, type and aggregate
 * @param id       its identity
 * @param position its position among the events of its source, 1 or more
 * @param source   the service that published it
 */
public record Delivery(DomainEvent event, UUID id, long position, String source) {

    /** The same event with another id. */
    public Delivery withId(UUID otherId) {
        return new Delivery(event, otherId, position, source);
    }

    /** The same event at another position. */
    public Delivery at(long otherPosition) {
        return new Delivery(event, id, otherPosition, source);
    }

    Message message(String topic, EventJson json) {
        var metadata = new EventMetadata(
                id,
                EventTypes.nameOf(event.getClass()),
                source,
                event.aggregateId(),
                Instant.EPOCH.plusSeconds(position),
                position,
                null);
        return CloudEventEncoder.encode(metadata, "application/json", json.write(event), topic);
    }
}
