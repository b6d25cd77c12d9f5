package dev.orderly.events.store;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * An event of the store, without its payload, for an operator.
 *
 * @param storedAt    when it was raised, just before it was stored
 * @param position    null if it has none yet
 * @param traceParent the trace in which it was raised; null if there was none
 */
public record StoredEvent(
        UUID id,
        String type,
        String source,
        String subject,
        Instant storedAt,
        @Nullable Long position,
        @Nullable String traceParent) {}
