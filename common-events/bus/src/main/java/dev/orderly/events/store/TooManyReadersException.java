package dev.orderly.events.store;

/** No further reader can be registered. */
public final class TooManyReadersException extends RuntimeException {

    TooManyReadersException() {
        super("%,d readers are registered, and no more are allowed: remove one that will not come back."
                .formatted(RegisteredReaders.MOST));
    }
}
