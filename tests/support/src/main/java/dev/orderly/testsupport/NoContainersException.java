package dev.orderly.testsupport;

import org.jspecify.annotations.Nullable;

/** There can be no containers here; the message says why, in a sentence's second half. */
final class NoContainersException extends RuntimeException {

    NoContainersException(String reason) {
        this(reason, null);
    }

    NoContainersException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
