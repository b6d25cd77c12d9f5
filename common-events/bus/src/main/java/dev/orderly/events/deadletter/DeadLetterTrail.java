package dev.orderly.events.deadletter;

import java.time.Instant;
import java.util.UUID;

import dev.orderly.events.deadletter.DeadLetter.State;
import org.jspecify.annotations.Nullable;

/**
 * All that a service knows of one dead letter or discarded event, for an operator.
 *
 * @param topic         the topic that it came from, or should go to
 * @param origin        where the transport had it, such as {@code order-events-3@17}
 * @param position      the position of the event, if it could be read
 * @param reason        the root cause of the last failure
 * @param failedAt      when it was dead-lettered: at its first failed attempt, or when it began to wait
 * @param nextAttemptAt when it is retried; null unless its state is RETRYING
 * @param waitsBehind   the event that has to be processed first; null unless its state is WAITING
 * @param waiting       how many events of its aggregate wait behind it
 * @param payload       as it came; null if it had none
 */
public record DeadLetterTrail(
        UUID eventId,
        String consumer,
        State state,
        @Nullable String type,
        @Nullable String subject,
        String topic,
        String origin,
        @Nullable Long position,
        int attempts,
        String reason,
        Instant failedAt,
        @Nullable Instant nextAttemptAt,
        @Nullable UUID waitsBehind,
        long waiting,
        byte @Nullable [] payload) {}
