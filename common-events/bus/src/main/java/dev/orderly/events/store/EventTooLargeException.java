package dev.orderly.events.store;

/** The event's payload and context exceed {@code orderly.max-event-size}. {@code Events.raise} throws it, and stores nothing. */
public final class EventTooLargeException extends RuntimeException {

    EventTooLargeException(String type, String subject, int size, int limit) {
        super(
                "%s of %s has %d bytes (payload and context), but orderly.max-event-size is %d: put a reference to the large data into the event instead"
                        .formatted(type, subject, size, limit));
    }
}
