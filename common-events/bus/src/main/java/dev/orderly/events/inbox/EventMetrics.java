package dev.orderly.events.inbox;

/**
 * Counts what happens to received events. The inbox calls it in the transaction in which it happens; an implementation
 * counts after the commit, and nothing after a rollback. Safe for use by several threads; never throws.
 */
public interface EventMetrics {

    /** Counts nothing. */
    EventMetrics NONE = new EventMetrics() {};

    /** A handler has processed the event. */
    default void handled(String type) {}

    /** A duplicate was recognized, and had no effect. */
    default void recognized(String type) {}

    /** A dead letter was retried, and its handler succeeded. */
    default void retried(String type) {}
}
