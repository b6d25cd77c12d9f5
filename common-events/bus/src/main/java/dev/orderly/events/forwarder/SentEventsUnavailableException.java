package dev.orderly.events.forwarder;

import org.jspecify.annotations.Nullable;

/** The transport cannot be asked now. */
public final class SentEventsUnavailableException extends RuntimeException {

    public SentEventsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
