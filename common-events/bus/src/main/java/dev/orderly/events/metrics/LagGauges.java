package dev.orderly.events.metrics;

import java.util.List;

import dev.orderly.events.inbox.ConsumerLags;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/** The lag of each consumer, by topic. While it is unknown the value is NaN, and the scrape succeeds. */
final class LagGauges implements MeterBinder {

    private final ConsumerLags lags;
    private final List<String> consumers;
    private final List<String> topics;

    LagGauges(ConsumerLags lags, List<String> consumers, List<String> topics) {
        this.lags = lags;
        this.consumers = consumers;
        this.topics = topics;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        consumers.forEach(consumer ->
                topics.forEach(topic -> Gauge.builder("orderly.events.lag", lags, each -> events(each, consumer, topic))
                        .description("Events of the topic that the consumer has not received yet")
                        .tag("consumer", consumer)
                        .tag("topic", topic)
                        .register(registry)));
    }

    private static double events(ConsumerLags lags, String consumer, String topic) {
        var events = lags.byTopic(consumer).get(topic);
        return events == null ? Double.NaN : events;
    }
}
