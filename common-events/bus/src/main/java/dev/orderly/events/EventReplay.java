package dev.orderly.events;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A replay and how far it is.
 *
 * @param request  what it replays
 * @param position up to which it has read the events of the source; null if it has not begun to
 * @param head     the position of the last event of the source when it began; null if it has not. It goes on to the last event that there
 *                 is when it gets there
 * @param replayed how many events it has passed on to the consumer
 * @param trouble  why it does not get on, or has failed; null if it does
 * @param endedAt  null while it is running
 */
public record EventReplay(
        long id,
        ReplayRequest request,
        State state,
        @Nullable Long position,
        @Nullable Long head,
        long replayed,
        @Nullable String trouble,
        Instant beganAt,
        String beganBy,
        @Nullable Instant endedAt) {

    /** Whether it goes on. */
    public enum State {
        /** It is passing events on, or tries to. */
        RUNNING,
        /** It has passed on all events. */
        DONE,
        /** It was stopped. */
        STOPPED,
        /** It cannot go on: the publisher has dropped the next events. */
        FAILED
    }
}
