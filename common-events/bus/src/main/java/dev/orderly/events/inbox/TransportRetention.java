package dev.orderly.events.inbox;

import java.time.Duration;
import java.util.Map;

/** How long after the first delivery a transport can deliver an event again. */
@FunctionalInterface
public interface TransportRetention {

    /** The transport never deletes events. */
    Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

    /**
     * The longest such time for each source of this service's events, such as a topic.
     *
     * @throws UnknownRetentionException if the transport does not answer; it may do so later
     */
    Map<String, Duration> longest() throws UnknownRetentionException;
}
