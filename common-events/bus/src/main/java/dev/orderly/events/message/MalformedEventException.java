package dev.orderly.events.message;

/** The message is no event, and no retry can change that; the exception's message says what is wrong. */
public final class MalformedEventException extends Exception {

    MalformedEventException(String reason) {
        super(reason);
    }
}
