package dev.orderly.events.feed;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether this service can pull its feeds. If one fails, the status is UNKNOWN, which marks no instance as down: the events
 * wait at their publisher until pulling works again.
 *
 * <p>It sends no request; it reads the state of the consumers.
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
