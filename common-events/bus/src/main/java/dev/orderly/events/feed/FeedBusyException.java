package dev.orderly.events.feed;

/** The feed serves as many requests as it can. The reader repeats its request after a pause; it has missed nothing. */
final class FeedBusyException extends RuntimeException {

    FeedBusyException(String message) {
        super(message);
    }
}
