package dev.orderly.events.operator;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.orderly.events.store.RegisteredReader;
import org.jspecify.annotations.Nullable;

/**
 * What a service publishes and handles, and how it gets on.
 *
 * @param source     the source of its events
 * @param transport  kafka, rabbitmq or feed
 * @param publishing null if it publishes no events
 * @param consumers  empty if it subscribes to no topic
 */
record ServiceState(
        String source, String transport, @Nullable Publishing publishing, List<Consuming> consumers) {

    /**
     * The publishing side.
     *
     * @param position  of the last event that has one
     * @param forwarded the position up to which the events are forwarded
     * @param backlog   how many events are not forwarded yet; 0 with the feed
     * @param age       of the oldest of them, in seconds
     * @param stalled   whether the backlog has not moved for 30 s
     * @param refusal   why the forwarder refuses to forward; null if it does not
     * @param readers   of the feed, and the forwarder, each with its lag
     */
    record Publishing(
            String topic,
            long position,
            long forwarded,
            long backlog,
            double age,
            boolean stalled,
            @Nullable String refusal,
            Letters deadLetters,
            List<RegisteredReader> readers) {}

    /**
     * A consumer.
     *
     * @param topics       that it subscribes to
     * @param types        that it handles
     * @param pausedAt     null if it is not paused
     * @param lag          by topic; a topic is missing while its lag is unknown
     * @param handled      events that this instance has handled since its start
     * @param duplicates   that this instance has recognized since its start
     * @param failures     failed attempts of this instance since its start
     * @param lastActivity when an event last came to this instance; null if none has since its start
     */
    record Consuming(
            String name,
            ConsumerState state,
            @Nullable Instant pausedAt,
            List<String> topics,
            List<String> types,
            Map<String, Long> lag,
            long handled,
            long duplicates,
            long failures,
            @Nullable Instant lastActivity,
            Letters deadLetters) {}

    /** Whether a consumer takes events. */
    enum ConsumerState {
        /** It takes the events that come. */
        RUNNING,
        /** An operator has paused it. */
        PAUSED
    }

    /**
     * Numbers of dead letters.
     *
     * @param parked    those that need an operator
     * @param waiting   those that are retried automatically, or wait behind another of their aggregate
     * @param discarded those that were given up
     */
    record Letters(long parked, long waiting, long discarded) {}
}
