package dev.orderly.events;

import java.time.Instant;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What to replay to whom.
 *
 * <pre>{@code
 * ReplayRequest.to("depot.billing").fromPosition(120).ofAggregates(orderId)
 * }</pre>
 *
 * @param consumer   the full name of the consumer, such as {@code depot} or {@code depot.billing}
 * @param topic      whose events; null if the service subscribes to one topic only
 * @param from       where to begin: {@code earliest}, a time or a position
 * @param types      only events of these types, in one version or, if the name has none, in all; empty for all that the consumer handles
 * @param aggregates only events of these aggregates; empty for all
 * @param unhandled  whether to pass on also what the consumer has not handled yet, up to the last event that there is when the
 *                   replay begins: a new consumer gets what its transport no longer has. Without it, the transport delivers
 *                   these events after the replay
 */
public record ReplayRequest(
        String consumer,
        @Nullable String topic,
        String from,
        Set<String> types,
        Set<String> aggregates,
        boolean unhandled) {

    public ReplayRequest {
        types = Set.copyOf(types);
        aggregates = Set.copyOf(aggregates);
    }

    /** All events that the source has, to this consumer. */
    public static ReplayRequest to(String consumer) {
        return new ReplayRequest(consumer, null, "earliest", Set.of(), Set.of(), false);
    }

    /** The events of this topic. */
    public ReplayRequest ofTopic(String name) {
        return new ReplayRequest(consumer, name, from, types, aggregates, unhandled);
    }

    /** The event with this position, and those after it. */
    public ReplayRequest fromPosition(long position) {
        return new ReplayRequest(consumer, topic, String.valueOf(position), types, aggregates, unhandled);
    }

    /** The events that were raised at this time or later, and perhaps a few earlier ones. */
    public ReplayRequest since(Instant time) {
        return new ReplayRequest(consumer, topic, time.toString(), types, aggregates, unhandled);
    }

    /** Only events of these types. */
    public ReplayRequest ofTypes(String... names) {
        return new ReplayRequest(consumer, topic, from, Set.of(names), aggregates, unhandled);
    }

    /** Only events of these aggregates. */
    public ReplayRequest ofAggregates(String... ids) {
        return new ReplayRequest(consumer, topic, from, types, Set.of(ids), unhandled);
    }

    /** Also the events that the consumer has not handled yet. */
    public ReplayRequest withUnhandled() {
        return new ReplayRequest(consumer, topic, from, types, aggregates, true);
    }
}
