package dev.orderly.events.inbox;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lag of each consumer of this service. Safe for use by several threads. */
public final class ConsumerLags implements AutoCloseable {

    private final Map<String, ConsumerLag> byConsumer;

    /** @param lag of the consumer with this name */
    public ConsumerLags(EventConsumers consumers, Function<String, ConsumerLag> lag) {
        this.byConsumer = consumers.names().stream().collect(Collectors.toMap(Function.identity(), lag));
    }

    /** By topic: see {@link ConsumerLag}. Empty for a consumer that does not exist. */
    public Map<String, Long> byTopic(String consumer) {
        return byConsumer.getOrDefault(consumer, Map::of).byTopic();
    }

    @Override
    public void close() {
        byConsumer.values().forEach(ConsumerLag::close);
    }
}
