package dev.orderly.events.inbox;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.inbox.Incoming.Malformed;
import dev.orderly.events.inbox.Incoming.Unwanted;
import dev.orderly.events.inbox.Incoming.Wanted;
import dev.orderly.events.message.CloudEventReader;
import dev.orderly.events.message.MalformedEventException;
import dev.orderly.events.message.Message;
import dev.orderly.events.type.EventJson;
import tools.jackson.core.JacksonException;

/** Looks into a message, and never throws: what cannot be read is {@link Malformed}. */
record IncomingReader(EventHandlers handlers, EventJson json) {

    Incoming read(Message message) {
        EventMetadata metadata;
        try {
            metadata = CloudEventReader.read(message);
        } catch (MalformedEventException e) {
            return new Malformed(message, String.valueOf(e.getMessage()));
        }
        var handler = handlers.of(metadata.type());
        if (handler == null) {
            return handlers.handlesAnotherVersionOf(metadata.type())
                    ? new Malformed(message, "the version of %s is unknown here".formatted(metadata.type()))
                    : new Unwanted(message, metadata);
        }
        var payload = message.payload();
        if (payload == null) {
            return new Malformed(message, "the message has no value");
        }
        Object event;
        try {
            event = json.read(payload, handler.version().eventClass());
        } catch (JacksonException e) {
            return new Malformed(
                    message, "the payload is not a %s: %s".formatted(metadata.type(), e.getOriginalMessage()));
        }
        if (event == null) {
            return new Malformed(message, "the payload is null");
        }
        try {
            return new Wanted(message, metadata, handler, handler.version().upcast(event));
        } catch (RuntimeException e) {
            return new Malformed(message, "%s cannot be upcast: %s".formatted(metadata.type(), e));
        }
    }
}
