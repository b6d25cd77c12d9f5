package dev.orderly.events.inbox;

/** It is not known yet for how long events can come again. */
public final class UnknownRetentionException extends Exception {

    public UnknownRetentionException(String message, Throwable cause) {
        super(message, cause);
    }
}
