package dev.orderly.events.metrics;

import java.time.Duration;

import dev.orderly.events.config.OrderlyProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows operators how many events have not left yet, whether any of them do, and how many are parked. It is up all the
 * same: a service with a stalled forwarder still takes requests, and an instance less would help no event.
 */
record EventsHealthIndicator(BusState state, OrderlyProperties orderly) implements HealthIndicator {

    private static final Duration STALLED = Duration.ofSeconds(30);

    @Override
    public Health health() {
        var snapshot = state.get();
        if (snapshot == null) {
            return Health.unknown()
                    .withDetail("error", "the database cannot tell")
                    .build();
        }
        var health = Health.up().withDetail("parked", snapshot.parked());
        if (orderly.isForwarding()) {
            health.withDetail("backlog", snapshot.outgoing().backlog());
            health.withDetail("stalled", snapshot.unchanged().compareTo(STALLED) > 0);
        }
        return health.build();
    }
}
