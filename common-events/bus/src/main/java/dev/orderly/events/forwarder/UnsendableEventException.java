package dev.orderly.events.forwarder;

import dev.orderly.events.message.OutgoingMessage;

/** The transport refuses one event, whatever else is sent with it: it is too large, or malformed for the transport. */
public final class UnsendableEventException extends RuntimeException {

    private final transient OutgoingMessage refused;
    private final String reason;

    public UnsendableEventException(OutgoingMessage refused, Throwable cause) {
        super(
                "The transport refuses %s %s of %s, position %d: %s"
                        .formatted(
                                refused.event().type(),
                                refused.event().id(),
                                refused.event().subject(),
                                refused.event().position(),
                                cause.getMessage()),
                cause);
        this.refused = refused;
        this.reason = String.valueOf(cause.getMessage());
    }

    /** The refused event. */
    public OutgoingMessage refused() {
        return refused;
    }

    /** Why the transport refuses it. */
    public String reason() {
        return reason;
    }
}
