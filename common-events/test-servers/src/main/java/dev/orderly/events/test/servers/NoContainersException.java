package dev.orderly.events.test.servers;

import org.jspecify.annotations.Nullable;

/** Containers are not available; the message is the reason, without a capital letter or a period. */
final class NoContainersException extends RuntimeException {

    NoContainersException(String reason) {
        this(reason, null);
    }

    NoContainersException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
