package dev.orderly.events.store;

/** A reader asks for events that the store no longer has. It is told, as skipping them would lose them in silence. */
public final class EventsDroppedException extends RuntimeException {

    EventsDroppedException(long offset, long first) {
        super("The events after position %d have been dropped; the first that is left is at position %d"
                .formatted(offset, first));
    }
}
