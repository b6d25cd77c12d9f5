package dev.orderly.events.deadletter;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant. A part that is null excludes none.
 *
 * @param state    their state; null for all but the discarded ones
 * @param consumer the consumer that failed
 * @param type     the type of the event
 * @param subject  the aggregate
 * @param reason   a part of the reason, as it is written there
 */
public record DeadLetterFilter(
        DeadLetter.@Nullable State state,
        @Nullable String consumer,
        @Nullable String type,
        @Nullable String subject,
        @Nullable String reason) {

    /** All dead letters; no discarded event. */
    public static final DeadLetterFilter ALL = new DeadLetterFilter(null, null, null, null, null);

    /** PostgreSQL refuses text with this character, so nothing that is stored can contain it. */
    boolean isImpossible() {
        return Stream.of(consumer, type, subject, reason).anyMatch(each -> each != null && each.indexOf('\0') >= 0);
    }
}
