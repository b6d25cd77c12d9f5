package dev.orderly.events.feed;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the feeds can be pulled that this service listens to. One that cannot comes back, and until then its events
 * wait at the service that raised them: the answer is unknown then, which takes no service out of any group.
 *
 * <p>It asks nobody: the consumers know.
 */
final class FeedHealthIndicator implements HealthIndicator {

    private final List<FeedConsumer> consumers;

    FeedHealthIndicator(List<FeedConsumer> consumers) {
        this.consumers = consumers;
    }

    @Override
    public Health health() {
        Map<String, String> troubles = new TreeMap<>();
        for (var consumer : consumers) {
            var trouble = consumer.trouble();
            if (trouble != null) {
                troubles.put(consumer.topic(), trouble);
            }
        }
        return troubles.isEmpty()
                ? Health.up()
                        .withDetail(
                                "topics",
                                consumers.stream().map(FeedConsumer::topic).toList())
                        .build()
                : Health.unknown().withDetail("error", troubles).build();
    }
}
