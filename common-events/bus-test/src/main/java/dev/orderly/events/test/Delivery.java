package dev.orderly.events.test;

import java.time.Instant;
import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.message.CloudEventWriter;
import dev.orderly.events.message.Message;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;

/**
 * An event on its way to a consumer, which may get it any number of times: it is the same one as long as its id is.
 *
 * @param event    its payload, type and aggregate
 * @param id       its identity
 * @param position its place among the events of its source, 1 or more
 * @param source   who has published it
 */
public record Delivery(DomainEvent event, UUID id, long position, String source) {

    /** As it is, with another identity. */
    public Delivery withId(UUID otherId) {
        return new Delivery(event, otherId, position, source);
    }

    /** As it is, at another position. */
    public Delivery at(long otherPosition) {
        return new Delivery(event, id, otherPosition, source);
    }

    Message message(String topic, EventJson json) {
        return CloudEventWriter.write(
                new EventEntry(
                        position,
                        id,
                        EventTypes.nameOf(event.getClass()),
                        source,
                        event.aggregateId(),
                        Instant.EPOCH.plusSeconds(position),
                        "application/json",
                        json.write(event),
                        null),
                topic);
    }
}
