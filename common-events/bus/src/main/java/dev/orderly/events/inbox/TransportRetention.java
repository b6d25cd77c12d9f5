package dev.orderly.events.inbox;

import java.time.Duration;
import java.util.Map;

/** How long a transport can deliver an event again, counted from the first time. */
@FunctionalInterface
public interface TransportRetention {

    /** As long as there is a disk. */
    Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /**
     * For each place that this service's events come from, such as a topic.
     *
     * @throws UnknownRetentionException when the transport does not say so now; it may later
     */
    Map<String, Duration> longest() throws UnknownRetentionException;
}
