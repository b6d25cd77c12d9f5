package dev.orderly.events.metrics;

import java.util.List;

import dev.orderly.events.inbox.ConsumerLag;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The lag of the consumer, by topic. While it is unknown the value is NaN, and the scrape succeeds. */
final class LagGauges implements MeterBinder {

    private final ConsumerLag lag;
    private final String consumer;
    private final List<String> topics;

    LagGauges(ConsumerLag lag, String consumer, List<String> topics) {
        this.lag = lag;
        this.consumer = consumer;
        this.topics = topics;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        topics.forEach(topic -> Gauge.builder("orderly.events.lag", lag, each -> events(each, topic))
                .description("Events of the topic that the consumer has not received yet")
                .tag("consumer", consumer)
                .tag("topic", topic)
                .register(registry));
    }

    private static double events(ConsumerLag lag, String topic) {
        var events = lag.byTopic().get(topic);
        return events == null ? Double.NaN : events;
    }
}
