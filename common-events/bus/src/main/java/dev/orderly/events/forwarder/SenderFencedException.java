package dev.orderly.events.forwarder;

/** A later sender of the same source has fenced this one, which must stop sending. */
public final class SenderFencedException extends RuntimeException {

    public SenderFencedException(Throwable cause) {
        super("Another forwarder has taken over", cause);
    }
}
