package dev.orderly.events.metrics;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.forwarder.ForwarderStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows the backlog, whether the forwarder is stalled, and how many events are parked. The status stays up: a service
 * with a stalled forwarder still takes requests, and removing an instance would not help any event.
 *
 * <p>It is down while the forwarder refuses to forward. That does not heal by itself, and an operator must see it. The bus
 * adds this indicator to no readiness or liveness group, so no instance is removed or restarted for it.
 */
final class EventsHealthIndicator implements HealthIndicator {

    private final BusState state;
    private final OrderlyProperties orderly;
    private final ForwarderStatus forwarder;

    EventsHealthIndicator(BusState state, OrderlyProperties orderly, ForwarderStatus forwarder) {
        this.state = state;
        this.orderly = orderly;
        this.forwarder = forwarder;
    }

    @Override
    public Health health() {
        var snapshot = state.get();
        if (snapshot == null) {
            return Health.unknown()
                    .withDetail("error", "the database cannot be queried")
                    .build();
        }
        var refusal = forwarder.refusal();
        var health = (refusal == null ? Health.up() : Health.down().withDetail("refused", refusal))
                .withDetail("parked", snapshot.parked());
        if (orderly.isForwarding()) {
            health.withDetail("backlog", snapshot.backlog().events());
            health.withDetail("stalled", snapshot.backlog().isStalled());
        }
        return health.build();
    }
}
