package dev.orderly.events.rabbit;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether events come in. A broker that is away comes back, and until then events wait in it and in the stores: the
 * answer is unknown then, which takes no service out of any group.
 *
 * <p>It asks nobody: the consumer knows.
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
