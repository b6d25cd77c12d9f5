package dev.orderly.events.deadletter;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter, as operators see it.
 *
 * @param eventId  the id of the event; derived from the message's origin if the message has none
 * @param type     the type of the event, if it could be read
 * @param subject  the aggregate, if it could be read
 * @param consumer the consumer that failed
 * @param attempts the number of attempts so far
 * @param reason   the error of the last attempt
 * @param parkedAt when the event was dead-lettered
 */
record DeadLetter(
        UUID eventId,
        @Nullable String type,
        @Nullable String subject,
        String consumer,
        int attempts,
        String reason,
        State state,
        Instant parkedAt) {

    enum State {
        /** Is retried automatically after a backoff. */
        RETRYING,
        /** Needs an operator: all attempts failed, or the message cannot be read. */
        PARKED,
        /** Waits behind an earlier dead letter of its aggregate. */
        WAITING
    }
}
