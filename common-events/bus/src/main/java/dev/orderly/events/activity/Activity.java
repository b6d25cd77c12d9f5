package dev.orderly.events.activity;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * One step of an event.
 *
 * @param at          when this service took the step, by its own clock
 * @param occurredAt  when the event was raised, by the clock of its source; null for a step of an operator
 * @param source      the service that raised the event; null for a step of an operator
 * @param type        null if it cannot be read
 * @param subject     the aggregate; null if it cannot be read
 * @param position    the position of the event; null before it has one
 * @param consumer    the consumer that took the step; null if the publisher did
 * @param place       where the transport has the event, such as {@code order-events-3@17}; null if unknown
 * @param detail      why it failed, for example; null if there is nothing to say
 * @param traceParent the trace in which the event was raised; null if there was none
 */
public record Activity(
        Kind kind,
        Instant at,
        UUID eventId,
        @Nullable String type,
        @Nullable String source,
        @Nullable String subject,
        @Nullable Instant occurredAt,
        @Nullable Long position,
        @Nullable String consumer,
        @Nullable String place,
        @Nullable String detail,
        @Nullable String traceParent) {

    /** The step. */
    public enum Kind {
        /** The transaction that raised the event has committed. */
        STORED,
        /** The transport has the event. */
        FORWARDED,
        /** The handler has processed the event, and its transaction has committed. */
        HANDLED,
        /** The event came again, and had no effect. */
        DUPLICATE,
        /** An attempt has failed. The event is retried later, or, if it was the last attempt, parked. */
        FAILED,
        /** The event waits behind a dead letter of its aggregate. */
        WAITING,
        /** An operator has made the retry of a dead letter due at once. */
        REDRIVEN,
        /** An operator has given a dead letter up. */
        DISCARDED
    }
}
