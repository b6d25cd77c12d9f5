package dev.orderly.events.deadletter;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * An event that could not be handled yet, as operators see it.
 *
 * @param eventId  its id; one made from its origin when it bears none
 * @param type     its type, if it could be read
 * @param subject  its aggregate, if it could be read
 * @param consumer who could not handle it
 * @param attempts how often that was tried
 * @param reason   what went wrong the last time
 * @param parkedAt when it was set aside
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
        /** Tried again by itself after a pause. */
        RETRYING,
        /** Waits for an operator: every attempt has failed, or no attempt can help. */
        PARKED,
        /** Has not been tried: an earlier event of its aggregate is a dead letter. */
        WAITING
    }
}
