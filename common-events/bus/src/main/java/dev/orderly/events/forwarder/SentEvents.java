package dev.orderly.events.forwarder;

import java.util.Optional;

import dev.orderly.events.store.StoredEvent;

/** Finds events that were sent, in a transport that keeps them, for an operator. Safe for use by several threads. */
public interface SentEvents {

    /**
     * Where the transport has the event, in the transport's notation, such as {@code order-events-3@17}. Empty if it does
     * not have the event, or no longer. Changes nothing and takes a few seconds at most.
     *
     * @throws SentEventsUnavailableException if the transport does not answer in time, or does not let this service read
     */
    Optional<String> placeOf(StoredEvent event);
}
