package dev.orderly.events.rabbit;

import java.util.List;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows whether every consumer listens. During an outage of the broker the status is unknown, which removes no instance from
 * its load balancer: events wait in the broker and in the stores.
 *
 * <p>It calls no broker: the consumers know their state.
 */
final class RabbitHealthIndicator implements HealthIndicator {

    private final List<RabbitConsumer> consumers;
    private final List<String> topics;

    RabbitHealthIndicator(List<RabbitConsumer> consumers, List<String> topics) {
        this.consumers = consumers;
        this.topics = topics;
    }

    @Override
    public Health health() {
        for (var consumer : consumers) {
            var trouble = consumer.trouble();
            if (trouble != null) {
                return Health.unknown()
                        .withDetail("topics", topics)
                        .withDetail("error", trouble)
                        .build();
            }
        }
        return Health.up().withDetail("topics", topics).build();
    }
}
