package dev.orderly.events.forwarder;

import java.util.List;
import java.util.stream.Collectors;

import dev.orderly.events.message.OutgoingMessage;

/** The transport refuses events, whatever else is sent with them: they are too large, or malformed for the transport. */
public final class UnsendableEventException extends RuntimeException {

    private final transient List<Refusal> refusals;

    /** @param refusals one at least */
    public UnsendableEventException(List<Refusal> refusals) {
        super(
                refusals.stream().map(Refusal::message).collect(Collectors.joining("; ")),
                refusals.get(0).cause());
        this.refusals = List.copyOf(refusals);
    }

    /** The refused events, in the order in which they were sent. */
    public List<Refusal> refusals() {
        return refusals;
    }

    /**
     * A refused event.
     *
     * @param refused the event
     * @param cause   what the transport says
     */
    public record Refusal(OutgoingMessage refused, Throwable cause) {

        /** Why the transport refuses it. */
        public String reason() {
            return String.valueOf(cause.getMessage());
        }

        /** That, and which event it is. */
        public String message() {
            return "The transport refuses %s %s of %s, position %d: %s"
                    .formatted(
                            refused.event().type(),
                            refused.event().id(),
                            refused.event().subject(),
                            refused.event().position(),
                            reason());
        }
    }
}
