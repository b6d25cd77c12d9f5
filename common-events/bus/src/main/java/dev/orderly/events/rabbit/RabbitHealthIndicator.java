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
record RabbitHealthIndicator(@Nullable RabbitConsumer consumer, List<String> topics) implements HealthIndicator {

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
