package dev.orderly.events.store;

/** A reader asks for events that the retention has dropped. Skipping them would lose them without notice. */
public final class EventsDroppedException extends RuntimeException {

    EventsDroppedException(long position, long first) {
        super("The retention has dropped the events after position %d; the oldest event in the store has position %d"
                .formatted(position, first));
    }
}
