package dev.orderly.events.inbox;

import java.util.Map;

/** How many events a transport still has for a consumer. Safe for use by several threads. */
@FunctionalInterface
public interface ConsumerLag extends AutoCloseable {

    /**
     * By topic. A topic is missing if its lag is unknown at the moment, for example because the transport does not answer.
     * With several instances, each may know only its own part.
     */
    Map<String, Long> byTopic();

    @Override
    default void close() {}
}
