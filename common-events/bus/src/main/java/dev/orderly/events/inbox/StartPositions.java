package dev.orderly.events.inbox;

import java.util.Set;

import dev.orderly.events.start.BusSetupException;
import org.jspecify.annotations.Nullable;

/**
 * Where each consumer of this service starts: {@code orderly.inbox.starts} counts more than the annotations of its handlers,
 * and these count more than {@code orderly.inbox.start}.
 */
final class StartPositions {

    private static final String HOW =
            "use earliest, latest, a time such as 2026-11-30T00:00:00Z, or a position from 1 on";

    private final InboxProperties properties;
    private final int topics;

    /** @throws BusSetupException if a property names a consumer that does not exist */
    StartPositions(InboxProperties properties, Set<String> consumers, int topics) {
        this.properties = properties;
        this.topics = topics;
        for (var named : properties.starts().keySet()) {
            if (named.isEmpty() || !consumers.contains(named)) {
                throw new BusSetupException(
                        "orderly.inbox.starts.%s is set, but no event handler belongs to the consumer \"%s\""
                                .formatted(named, named),
                        "remove it, or annotate a handler with @EventHandler(consumer = \"%s\"); the default consumer has orderly.inbox.start"
                                .formatted(named));
            }
        }
    }

    /**
     * Where the consumer starts.
     *
     * @param annotated what the annotations of its handlers say; null if they say nothing
     * @throws BusSetupException if it is malformed, or means nothing with several topics
     */
    StartPosition of(String consumer, @Nullable String annotated) {
        var own = properties.starts().get(consumer);
        if (own != null) {
            return parse(own, "orderly.inbox.starts." + consumer);
        }
        return annotated == null
                ? parse(properties.start(), "orderly.inbox.start")
                : parse(annotated, "The start of an @EventHandler of the consumer \"%s\"".formatted(consumer));
    }

    private StartPosition parse(String text, String where) {
        StartPosition start;
        try {
            start = StartPosition.of(text);
        } catch (IllegalArgumentException e) {
            throw new BusSetupException("%s is \"%s\"".formatted(where, text), HOW);
        }
        if (start instanceof StartPosition.From && topics > 1) {
            throw new BusSetupException(
                    "%s is the position %s, but the service subscribes to %d topics, and each has positions of its own"
                            .formatted(where, text, topics),
                    "use a time instead");
        }
        return start;
    }
}
