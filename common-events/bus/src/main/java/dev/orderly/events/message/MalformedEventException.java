package dev.orderly.events.message;

/** A message that no retry can turn into an event; the text says what is wrong with it. */
public final class MalformedEventException extends Exception {

    MalformedEventException(String reason) {
        super(reason);
    }
}
