package dev.orderly.events.inbox;

import dev.orderly.events.EventJson;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.inbox.Incoming.Malformed;
import dev.orderly.events.inbox.Incoming.Unwanted;
import dev.orderly.events.inbox.Incoming.Wanted;
import tools.jackson.core.JacksonException;

/** Looks into a delivery, and never throws: what cannot be read is {@link Malformed}. */
record IncomingReader(EventHandlers handlers, EventJson json) {

    Incoming read(Delivery delivery) {
        EventMetadata metadata;
        try {
            metadata = CloudEventReader.read(delivery);
        } catch (MalformedEventException e) {
            return new Malformed(delivery, String.valueOf(e.getMessage()));
        }
        var handler = handlers.of(metadata.type());
        if (handler == null) {
            return handlers.handlesAnotherVersionOf(metadata.type())
                    ? new Malformed(delivery, "the version of %s is unknown here".formatted(metadata.type()))
                    : new Unwanted(delivery, metadata);
        }
        var payload = delivery.payload();
        if (payload == null) {
            return new Malformed(delivery, "the message has no value");
        }
        try {
            var event = json.read(payload, handler.eventClass());
            return event == null
                    ? new Malformed(delivery, "the payload is null")
                    : new Wanted(delivery, metadata, handler, event);
        } catch (JacksonException e) {
            return new Malformed(
                    delivery, "the payload is not a %s: %s".formatted(metadata.type(), e.getOriginalMessage()));
        }
    }
}
