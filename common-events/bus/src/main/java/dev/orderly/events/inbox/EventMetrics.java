package dev.orderly.events.inbox;

import java.util.List;

import dev.orderly.events.EventMetadata;

/**
 * Observes what happens to received events. The inbox calls it in the transaction in which it happens; an implementation
 * counts after the commit, and nothing after a rollback. Safe for use by several threads; never throws. Every bean of this
 * type is called.
 */
public interface EventMetrics {

    /** The metrics of one consumer. */
    default EventMetrics of(String consumer) {
        return this;
    }

    /**
     * A handler has processed the event.
     *
     * @param origin where the transport had it, such as {@code order-events-3@17}
     */
    default void handled(EventMetadata event, String origin) {}

    /** A duplicate was recognized, and had no effect. */
    default void recognized(EventMetadata event, String origin) {}

    /** A dead letter was retried, and its handler succeeded. */
    default void retried(EventMetadata event) {}

    /** An attempt has failed, and its event is dead-lettered. */
    default void failed(EventMetadata event, String origin, String reason) {}

    /** The event waits behind an earlier dead letter of its aggregate. */
    default void waits(EventMetadata event, String origin) {}

    /** Calls all of them, one after the other. */
    static EventMetrics all(List<EventMetrics> metrics) {
        return new EventMetrics() {
            @Override
            public void handled(EventMetadata event, String origin) {
                metrics.forEach(each -> each.handled(event, origin));
            }

            @Override
            public void recognized(EventMetadata event, String origin) {
                metrics.forEach(each -> each.recognized(event, origin));
            }

            @Override
            public void retried(EventMetadata event) {
                metrics.forEach(each -> each.retried(event));
            }

            @Override
            public void failed(EventMetadata event, String origin, String reason) {
                metrics.forEach(each -> each.failed(event, origin, reason));
            }

            @Override
            public void waits(EventMetadata event, String origin) {
                metrics.forEach(each -> each.waits(event, origin));
            }
        };
    }
}
