package dev.orderly.events.rabbit;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows whether the consumer listens. During an outage of the broker the status is unknown, which removes no instance from
 * its load balancer: events wait in the broker and in the stores.
 *
 * <p>It calls no broker: the consumer knows its state.
 */
final class RabbitHealthIndicator implements HealthIndicator {

    private final @Nullable RabbitConsumer consumer;
    private final List<String> topics;

    RabbitHealthIndicator(@Nullable RabbitConsumer consumer, List<String> topics) {
        this.consumer = consumer;
        this.topics = topics;
    }

    @Override
    public Health health() {
        var trouble = consumer == null ? null : consumer.trouble();
        return trouble == null
                ? Health.up().withDetail("topics", topics).build()
                : Health.unknown()
                        .withDetail("topics", topics)
                        .withDetail("error", trouble)
                        .build();
    }
}
