package dev.orderly.events.inbox;

import java.util.Set;
import java.util.stream.Collectors;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.inbox.Incoming.Accepted;
import dev.orderly.events.inbox.Incoming.Ignored;
import dev.orderly.events.inbox.Incoming.Malformed;
import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.MalformedEventException;
import dev.orderly.events.message.Message;
import dev.orderly.events.support.CauseText;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;

/** Parses messages. A message that cannot be read is {@link Malformed}, whatever its classes throw. */
final class MessageParser {

    private final EventHandlers handlers;
    private final EventJson json;

    MessageParser(EventHandlers handlers, EventJson json) {
        this.handlers = handlers;
        this.json = json;
    }

    boolean handles(String type) {
        return handlers.of(type) != null;
    }

    /** Whether a replay gives events of this type to their handler. */
    boolean replays(String type) {
        var handler = handlers.of(type);
        return handler != null && handler.isReplayed();
    }

    Set<String> replayedTypes() {
        return handlers.types().stream().filter(this::replays).collect(Collectors.toSet());
    }

    Set<String> handledTypes() {
        return handlers.types().stream().map(EventTypes::withoutVersion).collect(Collectors.toSet());
    }

    Incoming parse(Message message) {
        EventMetadata metadata;
        try {
            metadata = CloudEventDecoder.decode(message);
        } catch (MalformedEventException e) {
            return new Malformed(message, String.valueOf(e.getMessage()));
        }
        var handler = handlers.of(metadata.type());
        if (handler == null) {
            return handlers.handlesAnotherVersionOf(metadata.type())
                    ? new Malformed(message, "this service handles other versions of %s".formatted(metadata.type()))
                    : new Ignored(message, metadata);
        }
        var payload = message.payload();
        if (payload == null) {
            return new Malformed(message, "the message has no value");
        }
        Object event;
        try {
            event = json.read(payload, handler.version().eventClass());
        } catch (RuntimeException | Error e) {
            Failures.rethrowIfOfTheJvm(e);
            return new Malformed(message, "the payload is not a %s: %s".formatted(metadata.type(), CauseText.of(e)));
        }
        if (event == null) {
            return new Malformed(message, "the payload is null");
        }
        try {
            return new Accepted(
                    message, metadata, handler, (DomainEvent) handler.version().upcast(event));
        } catch (RuntimeException | Error e) {
            Failures.rethrowIfOfTheJvm(e);
            return new Malformed(message, "the upcast of %s failed: %s".formatted(metadata.type(), CauseText.of(e)));
        }
    }
}
