package dev.orderly.shop.refund.application;

import dev.orderly.shop.refund.domain.Refund;
import org.jspecify.annotations.Nullable;

/**
 * A refund to be paid now.
 *
 * @param attempt     which call to the gateway this is: 1, 2, 3, ...
 * @param traceParent the trace in which the refund was requested, if there was one
 */
public record DueRefund(
        Refund refund, int attempt, @Nullable String traceParent) {}
