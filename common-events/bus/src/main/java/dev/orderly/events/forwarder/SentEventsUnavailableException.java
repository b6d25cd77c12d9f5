package dev.orderly.events.forwarder;

/** The transport cannot be asked now. */
public final class SentEventsUnavailableException extends RuntimeException {

    public SentEventsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
