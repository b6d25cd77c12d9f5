package dev.orderly.events.deadletter;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter, as operators see it.
 *
 * @param eventId       the id of the event; derived from the message's origin if the message has none
 * @param type          the type of the event, if it could be read
 * @param subject       the aggregate, if it could be read
 * @param consumer      the consumer that failed
 * @param attempts      the number of attempts so far
 * @param reason        the error of the last attempt
 * @param parkedAt      when the event was dead-lettered
 * @param discardedAt   when it was discarded, if it was
 * @param discardedBy   who discarded it
 * @param discardReason why
 */
public record DeadLetter(
        UUID eventId,
        @Nullable String type,
        @Nullable String subject,
        String consumer,
        int attempts,
        String reason,
        State state,
        Instant parkedAt,
        @Nullable Instant discardedAt,
        @Nullable String discardedBy,
        @Nullable String discardReason) {

    /** What happens to it. */
    public enum State {
        /** Is retried automatically after a backoff. */
        RETRYING,
        /** Needs an operator: all attempts failed, or the message cannot be read. */
        PARKED,
        /** Waits behind an earlier dead letter of its aggregate. */
        WAITING,
        /** Was given up: it is kept, never retried, and no other event waits behind it. */
        DISCARDED
    }
}
