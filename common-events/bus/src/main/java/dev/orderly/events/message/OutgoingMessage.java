package dev.orderly.events.message;

import dev.orderly.events.EventMetadata;

/**
 * An encoded event on its way to a transport.
 *
 * @param event   the event's metadata, for routing and for log lines
 * @param message what the transport carries
 */
public record OutgoingMessage(EventMetadata event, Message message) {

    /** In bytes. */
    public int payloadSize() {
        var payload = message.payload();
        return payload == null ? 0 : payload.length;
    }
}
