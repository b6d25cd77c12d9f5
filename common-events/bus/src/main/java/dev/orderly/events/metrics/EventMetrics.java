package dev.orderly.events.metrics;

/**
 * Counts what becomes of received events. Called in the transaction in which it happens, and counted once that has
 * committed: what is rolled back has not happened. Every thread may use it, and it never fails.
 */
public interface EventMetrics {

    /** Counts nothing. */
    EventMetrics NONE = new EventMetrics() {};

    /** A handler has had its effect. */
    default void handled(String type) {}

    /** A duplicate was recognised, and had no effect. */
    default void recognised(String type) {}

    /** An event that had been set aside was tried again, with success. */
    default void retried(String type) {}
}
