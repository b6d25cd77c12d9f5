package dev.orderly.events.forwarder;

import java.util.Optional;

/** Finds events that were sent, in a transport that keeps them, for an operator. Safe for use by several threads. */
public interface SentEvents {

    /**
     * Where the transport has the event, in the transport's notation, such as {@code order-events-3@17}. Empty if it does
     * not have the event, or no longer. Changes nothing and takes a few seconds at most.
     *
     * @throws SentEventsUnavailableException if the transport does not answer in time or does not let this service read, or while
     *     other searches take long
     */
    Optional<String> placeOf(String source, String subject, long position);
}
