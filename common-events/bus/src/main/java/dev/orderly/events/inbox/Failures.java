package dev.orderly.events.inbox;

import java.lang.reflect.UndeclaredThrowableException;

import dev.orderly.events.support.CauseText;
import org.springframework.core.NestedExceptionUtils;

/** What a failed attempt means, and how it is recorded. */
final class Failures {

    private static final int LONGEST_REASON = 4_000;

    private Failures() {}

    /**
     * Rethrows an error of the JVM, such as an {@link OutOfMemoryError}: no event is at fault. A {@link StackOverflowError}
     * counts as a failure of the event like any other exception or error.
     */
    static void rethrowIfOfTheJvm(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
            throw error;
        }
    }

    /** The reason to store with a dead letter: the root cause, since wrappers say only that something failed; without values of the payload. */
    static String reason(Throwable failure) {
        var thrown = failure instanceof UndeclaredThrowableException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        var root = NestedExceptionUtils.getMostSpecificCause(thrown);
        return storable(
                root == thrown
                        ? CauseText.of(root)
                        : "%s (in a %s)"
                                .formatted(CauseText.of(root), thrown.getClass().getSimpleName()));
    }

    /** The text without what PostgreSQL refuses, U+0000, and shortened if it is very long. */
    static String storable(String text) {
        var shortened = text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "..." : text;
        return shortened.replace('\0', '\uFFFD');
    }
}
