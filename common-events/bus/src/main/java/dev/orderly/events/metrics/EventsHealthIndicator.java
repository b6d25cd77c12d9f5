package dev.orderly.events.metrics;

import java.time.Duration;

import dev.orderly.events.config.OrderlyProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows the backlog, whether the forwarder is stalled, and how many events are parked. The status stays up: a service
 * with a stalled forwarder still takes requests, and removing an instance would not help any event.
 */
final class EventsHealthIndicator implements HealthIndicator {

    private static final Duration STALLED = Duration.ofSeconds(30);

    private final BusState state;
    private final OrderlyProperties orderly;

    EventsHealthIndicator(BusState state, OrderlyProperties orderly) {
        this.state = state;
        this.orderly = orderly;
    }

    @Override
    public Health health() {
        var snapshot = state.get();
        if (snapshot == null) {
            return Health.unknown()
                    .withDetail("error", "the database cannot be queried")
                    .build();
        }
        var health = Health.up().withDetail("parked", snapshot.parked());
        if (orderly.isForwarding()) {
            health.withDetail("backlog", snapshot.backlog().events());
            health.withDetail("stalled", snapshot.unchanged().compareTo(STALLED) > 0);
        }
        return health.build();
    }
}
