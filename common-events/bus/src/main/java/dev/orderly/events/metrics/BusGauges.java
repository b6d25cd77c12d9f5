package dev.orderly.events.metrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.forwarder.ForwarderStatus;
import dev.orderly.events.metrics.BusState.Snapshot;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The bus's gauges. During an outage of the database their value is NaN, and the scrape succeeds. */
final class BusGauges implements MeterBinder {

    private final BusState state;
    private final OrderlyProperties orderly;
    private final ForwarderStatus forwarder;
    private final List<String> consumers;

    BusGauges(BusState state, OrderlyProperties orderly, ForwarderStatus forwarder, List<String> consumers) {
        this.state = state;
        this.orderly = orderly;
        this.forwarder = forwarder;
        this.consumers = consumers;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (orderly.isForwarding()) {
            outgoing(registry);
            refusal(registry);
            deadLetters(registry, orderly.consumer() + "-forwarder");
        }
        consumers.forEach(each -> deadLetters(registry, each));
    }

    private void outgoing(MeterRegistry registry) {
        FunctionCounter.builder("orderly.events.forwarded", state, value(each -> each.backlog()
                        .position()))
                .description("Events that have been forwarded")
                .tag("source", orderly.source())
                .register(registry);
        Gauge.builder("orderly.events.backlog", state, value(each -> each.backlog()
                        .events()))
                .description("Committed events that are not forwarded yet")
                .tag("source", orderly.source())
                .register(registry);
        Gauge.builder("orderly.events.backlog.age", state, value(each -> each.backlog()
                        .age()))
                .description("Age of the oldest event of the backlog")
                .baseUnit("seconds")
                .tag("source", orderly.source())
                .register(registry);
    }

    private void refusal(MeterRegistry registry) {
        Gauge.builder("orderly.events.forwarding.refused", forwarder, each -> each.refusal() == null ? 0 : 1)
                .description("1 while this instance refuses to forward until an operator acts, else 0")
                .tag("source", orderly.source())
                .register(registry);
    }

    private void deadLetters(MeterRegistry registry, String consumer) {
        Gauge.builder("orderly.events.parked", state, value(each -> each.of(consumer)
                        .parked()))
                .description("Dead letters that need an operator")
                .tag("consumer", consumer)
                .register(registry);
        Gauge.builder("orderly.events.waiting", state, value(each -> each.of(consumer)
                        .waiting()))
                .description("Dead letters that are retried automatically, or wait behind another of their aggregate")
                .tag("consumer", consumer)
                .register(registry);
        Gauge.builder("orderly.events.discarded", state, value(each -> each.of(consumer)
                        .discarded()))
                .description("Events that were given up")
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
