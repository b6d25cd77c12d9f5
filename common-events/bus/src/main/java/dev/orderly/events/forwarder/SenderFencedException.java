package dev.orderly.events.forwarder;

/** Another forwarder of the same source has taken over; this one must stop sending. */
public final class SenderFencedException extends RuntimeException {

    public SenderFencedException(Throwable cause) {
        super("Another forwarder has taken over", cause);
    }
}
