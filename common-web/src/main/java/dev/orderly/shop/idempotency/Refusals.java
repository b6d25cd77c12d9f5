package dev.orderly.shop.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/**
 * Tells which exceptions of a service are refusals and which are failures. A refusal, such as "this order is shipped", is
 * a response like any other: it is stored and replayed. After a failure nothing is stored, and the client tries again.
 */
public interface Refusals {

    /** The problem to answer with, or null if the exception is a failure. */
    @Nullable
    ProblemDetail problemOf(RuntimeException thrown);
}
