package dev.orderly.events.store;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A committed event that has its position.
 *
 * @param position    1, 2, 3, ... in an order that keeps each aggregate's order of commit
 * @param id          the event's identity, wherever it is delivered (a UUIDv7)
 * @param type        its versioned name, such as {@code order.canceled.v1}
 * @param source      the service that raised it
 * @param subject     the aggregate it belongs to
 * @param time        when it was raised, by that service's clock
 * @param contentType of the payload
 * @param payload     as it was stored; it is sent as it is
 * @param traceParent the W3C trace context in which it was raised, if there was one
 */
public record EventEntry(
        long position,
        UUID id,
        String type,
        String source,
        String subject,
        Instant time,
        String contentType,
        byte[] payload,
        @Nullable String traceParent) {}
