package dev.orderly.events;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an event besides its payload.
 *
 * @param id          its identity, the same at every delivery: a UUIDv7, by the clock of its source, so never a measure
 *                    of order
 * @param type        its {@link EventType}
 * @param source      the service that raised it, such as {@code /order-service}
 * @param subject     the aggregate it belongs to
 * @param time        when it was raised, by the clock of its source: never a measure of order
 * @param position    its place among all events of its source: 1, 2, 3, ... without a gap
 * @param traceParent the W3C trace context in which it was raised, if there was one
 */
public record EventMetadata(
        UUID id,
        String type,
        String source,
        String subject,
        Instant time,
        long position,
        @Nullable String traceParent) {}
