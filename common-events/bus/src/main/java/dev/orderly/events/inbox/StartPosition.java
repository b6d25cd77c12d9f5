package dev.orderly.events.inbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * Where a consumer begins in a topic that it has never read. Once it has begun, its own position counts, whatever is
 * configured here.
 */
public sealed interface StartPosition {

    /** At the first event that the transport has. */
    StartPosition EARLIEST = new Earliest();

    /**
     * The position that a property or an annotation names.
     *
     * @throws IllegalArgumentException if the text names none
     */
    static StartPosition of(String text) {
        if (text.equals("earliest")) {
            return EARLIEST;
        }
        if (text.equals("latest")) {
            return new Latest();
        }
        try {
            return text.matches("[1-9][0-9]*")
                    ? new From(Long.parseLong(text))
                    : new Since(OffsetDateTime.parse(text).toInstant());
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** At the first event that the transport has. */
    record Earliest() implements StartPosition {

        @Override
        public String toString() {
            return "earliest";
        }
    }

    /** Behind the last event that the transport has when the consumer begins. */
    record Latest() implements StartPosition {

        @Override
        public String toString() {
            return "latest";
        }
    }

    /**
     * At this time: no event that was raised then or later is left out. Some that were raised before it may be handled too.
     */
    record Since(Instant time) implements StartPosition {

        @Override
        public String toString() {
            return time.toString();
        }
    }

    /** At the event with this position in its source: no later one is left out. Earlier ones that were sent later may be handled too. */
    record From(long position) implements StartPosition {

        @Override
        public String toString() {
            return String.valueOf(position);
        }
    }
}
