package dev.orderly.events.forwarder;

/** The transport knows of events that the store has not given a position: forwarding would lose events. */
final class UnknownPositionException extends RuntimeException {

    UnknownPositionException(String message) {
        super(message);
    }
}
