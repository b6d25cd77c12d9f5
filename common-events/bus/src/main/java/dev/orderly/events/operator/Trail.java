package dev.orderly.events.operator;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The way of one event through this service.
 *
 * @param published null if this service did not raise the event, or does not keep it any more
 * @param received  what its consumer did with it; empty if the event has not arrived, or is none of its business
 */
record Trail(UUID eventId, @Nullable Published published, List<Received> received) {

    /**
     * The event at its publisher.
     *
     * @param storedAt when it was raised, by this service's clock
     * @param position null before it has one
     * @param topic    where it goes
     * @param reason   why it is not sent; null unless it is a dead letter of the forwarder
     * @param traceId  null if it was raised in no trace
     */
    record Published(
            UUID eventId,
            String type,
            String source,
            String subject,
            Instant storedAt,
            @Nullable Long position,
            PublishedState state,
            @Nullable String topic,
            @Nullable String reason,
            @Nullable String traceId) {}

    /** How far the publisher is with an event. */
    enum PublishedState {
        /** Committed, and not forwarded yet. */
        STORED,
        /** The transport has it. With the feed: readers can pull it. */
        FORWARDED,
        /** The transport refuses it, and an operator is needed. */
        PARKED,
        /** It waits behind a parked event of its aggregate. */
        WAITING,
        /** It was redriven, and is sent in a moment. */
        RETRYING,
        /** It was given up. */
        DISCARDED
    }

    /**
     * The event at a consumer.
     *
     * @param processedAt   when its effect was committed; null unless it is PROCESSED
     * @param attempts      failed attempts; 0 if there was none
     * @param reason        the root cause of the last failure
     * @param origin        where the transport had it; known for dead letters only
     * @param failedAt      when it was dead-lettered
     * @param nextAttemptAt when it is retried; null unless it is RETRYING
     * @param waitsBehind   the event that has to be processed first; null unless it is WAITING
     * @param waiting       how many events of its aggregate wait behind it
     */
    record Received(
            String consumer,
            ReceivedState state,
            @Nullable Instant processedAt,
            int attempts,
            @Nullable String reason,
            @Nullable String origin,
            @Nullable Instant failedAt,
            @Nullable Instant nextAttemptAt,
            @Nullable UUID waitsBehind,
            long waiting) {}

    /** What a consumer did with an event. */
    enum ReceivedState {
        /** Its effect is committed. */
        PROCESSED,
        /** It failed, and is retried after a backoff. */
        RETRYING,
        /** It waits behind an earlier dead letter of its aggregate. */
        WAITING,
        /** It needs an operator. */
        PARKED,
        /** It was given up. */
        DISCARDED
    }
}
