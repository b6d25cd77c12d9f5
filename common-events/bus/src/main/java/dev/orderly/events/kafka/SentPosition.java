package dev.orderly.events.kafka;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * How far a source has sent.
 *
 * @param position   the highest position that was sent, or 0
 * @param event      the event that has it
 * @param lastResent the last event that was resent
 */
record SentPosition(
        long position, @Nullable UUID event, @Nullable UUID lastResent) {

    static final SentPosition NONE = new SentPosition(0, null, null);

    private static final String NO_ID = "-";

    SentPosition through(long newPosition, UUID newEvent) {
        return new SentPosition(newPosition, newEvent, lastResent);
    }

    SentPosition resent(UUID resent) {
        return new SentPosition(position, event, resent);
    }

    /** The ids, as they are saved with the position. */
    String ids() {
        return text(event) + " " + text(lastResent);
    }

    /** @throws IllegalArgumentException if {@link #ids} has not written this */
    static SentPosition of(long position, String ids) {
        var each = ids.split(" ");
        return new SentPosition(position, id(each[0]), id(each.length < 2 ? NO_ID : each[1]));
    }

    private static String text(@Nullable UUID id) {
        return id == null ? NO_ID : id.toString();
    }

    private static @Nullable UUID id(String text) {
        return text.isEmpty() || text.equals(NO_ID) ? null : UUID.fromString(text);
    }
}
