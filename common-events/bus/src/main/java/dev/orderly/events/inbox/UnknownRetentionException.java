package dev.orderly.events.inbox;

/** The transport's retention is unknown at the moment. */
public final class UnknownRetentionException extends Exception {

    public UnknownRetentionException(String message, Throwable cause) {
        super(message, cause);
    }
}
