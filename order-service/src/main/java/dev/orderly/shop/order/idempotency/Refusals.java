package dev.orderly.shop.order.idempotency;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;

/** Tells a refusal, which is an answer like any other, from a failure, after which the call is to be made again. */
public interface Refusals {

    /** The problem to answer with, or null when this is no refusal. */
    @Nullable
    ProblemDetail problemOf(RuntimeException thrown);
}
