package dev.orderly.shop.work;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Work that this process has leased.
 *
 * @param attempt     the number of this attempt: 1, 2, 3, ...
 * @param traceParent the trace in which the work was created, if there was one
 */
public record Leased<T>(
        UUID id, T work, int attempt, @Nullable String traceParent) {}
