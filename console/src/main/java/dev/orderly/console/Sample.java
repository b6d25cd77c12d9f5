package dev.orderly.console;

import org.jspecify.annotations.Nullable;

/**
 * One second of all services.
 *
 * @param at      seconds since 1970
 * @param stored  events stored a second
 * @param handled events handled a second, by all consumers together
 * @param backlog events that are stored and not forwarded
 * @param lag     events that are forwarded and not received, by all consumers together
 * @param age     of the oldest event of a backlog, in seconds
 * @param p50     the median from raised to effect, in ms; null if no effect was seen in this second
 * @param p99     the 99th percentile
 */
record Sample(
        double at,
        double stored,
        double handled,
        double backlog,
        double lag,
        double age,
        @Nullable Double p50,
        @Nullable Double p99) {}
