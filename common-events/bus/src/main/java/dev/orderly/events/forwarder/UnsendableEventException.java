package dev.orderly.events.forwarder;

import dev.orderly.events.store.EventEntry;

/** The transport refuses this very event, whatever else is sent with it: too large, or malformed in its eyes. */
public final class UnsendableEventException extends RuntimeException {

    private final transient EventEntry entry;

    public UnsendableEventException(EventEntry entry, Throwable cause) {
        super(
                "%s %s of %s at position %d is refused: %s"
                        .formatted(entry.type(), entry.id(), entry.subject(), entry.position(), cause.getMessage()),
                cause);
        this.entry = entry;
    }

    /** The event that is refused. */
    public EventEntry entry() {
        return entry;
    }
}
