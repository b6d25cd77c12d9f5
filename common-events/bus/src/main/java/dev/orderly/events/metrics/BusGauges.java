package dev.orderly.events.metrics;

import java.util.function.ToDoubleFunction;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.metrics.BusState.Snapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** Where the bus stands, as meters. While the database is away they have no value, and the scrape goes on. */
record BusGauges(BusState state, OrderlyProperties orderly) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        if (orderly.isForwarding()) {
            outgoing(registry);
            setAside(registry, orderly.consumer() + "-forwarder");
        }
        if (!orderly.subscriptions().isEmpty()) {
            setAside(registry, orderly.consumer());
        }
    }

    private void outgoing(MeterRegistry registry) {
        FunctionCounter.builder("orderly.events.forwarded", state, value(each -> each.outgoing()
                        .forwarded()))
                .description("Events that were forwarded")
                .tag("source", orderly.source())
                .register(registry);
        Gauge.builder("orderly.events.backlog", state, value(each -> each.outgoing()
                        .backlog()))
                .description("Committed events that were not forwarded yet")
                .tag("source", orderly.source())
                .register(registry);
        Gauge.builder("orderly.events.backlog.age", state, value(each -> each.outgoing()
                        .age()))
                .description("Since when the oldest of them waits")
                .baseUnit("seconds")
                .tag("source", orderly.source())
                .register(registry);
    }

    private void setAside(MeterRegistry registry, String consumer) {
        Gauge.builder("orderly.events.parked", state, value(each -> each.of(consumer)
                        .parked()))
                .description("Events that wait for an operator")
                .tag("consumer", consumer)
                .register(registry);
        Gauge.builder("orderly.events.waiting", state, value(each -> each.of(consumer)
                        .waiting()))
                .description("Events that are tried again by themselves, or wait behind another of their aggregate")
                .tag("consumer", consumer)
                .register(registry);
    }

    private static ToDoubleFunction<BusState> value(ToDoubleFunction<Snapshot> what) {
        return state -> {
            var snapshot = state.get();
            return snapshot == null ? Double.NaN : what.applyAsDouble(snapshot);
        };
    }
}
