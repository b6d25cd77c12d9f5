package dev.orderly.events.inbox;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.inbox.EventHandlers.Handler;

/** What a delivery turned out to be. */
sealed interface Incoming {

    Delivery delivery();

    /** An event that has a handler here. */
    record Wanted(Delivery delivery, EventMetadata metadata, Handler handler, Object event) implements Incoming {}

    /** An event of a type that this service has no handler for. */
    record Unwanted(Delivery delivery, EventMetadata metadata) implements Incoming {}

    /** Not an event, or not a readable one. */
    record Malformed(Delivery delivery, String reason) implements Incoming {}
}
