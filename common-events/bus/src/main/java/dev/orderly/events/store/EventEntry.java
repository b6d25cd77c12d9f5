package dev.orderly.events.store;

import dev.orderly.events.EventMetadata;

/**
 * A committed event that has its position.
 *
 * @param metadata    its id, type, source, aggregate, time, position and trace
 * @param contentType of the payload
 * @param payload     the bytes as they were stored; they are sent unchanged
 */
public record EventEntry(EventMetadata metadata, String contentType, byte[] payload) {

    /** 1, 2, 3, ... without a gap, in an order that keeps the order of commit within each aggregate. */
    public long position() {
        return metadata.position();
    }
}
