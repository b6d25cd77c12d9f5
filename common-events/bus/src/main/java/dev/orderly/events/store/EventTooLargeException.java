package dev.orderly.events.store;

/** The event's payload exceeds {@code orderly.max-event-size}. Thrown where it is raised, so that nothing is stored. */
public final class EventTooLargeException extends RuntimeException {

    EventTooLargeException(String type, String subject, int size, int limit) {
        super(
                "%s of %s has a payload of %d bytes, and orderly.max-event-size is %d: let the event refer to large data instead of carrying it"
                        .formatted(type, subject, size, limit));
    }
}
