package dev.orderly.events.inbox;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.inbox.EventHandlers.Handler;
import dev.orderly.events.message.Message;

/** What a message turned out to be. */
sealed interface Incoming {

    Message message();

    /** An event that has a handler here. */
    record Wanted(Message message, EventMetadata metadata, Handler handler, Object event) implements Incoming {}

    /** An event of a type that this service has no handler for. */
    record Unwanted(Message message, EventMetadata metadata) implements Incoming {}

    /** Not an event, or not a readable one. */
    record Malformed(Message message, String reason) implements Incoming {}
}
