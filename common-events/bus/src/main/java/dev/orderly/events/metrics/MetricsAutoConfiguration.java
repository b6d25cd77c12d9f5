package dev.orderly.events.metrics;

import java.time.Clock;
import java.util.List;

import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterCounts;
import dev.orderly.events.forwarder.ForwarderStatus;
import dev.orderly.events.inbox.ConsumerLags;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.inbox.EventMetrics;
import dev.orderly.events.store.EventStoreAutoConfiguration;
import dev.orderly.events.store.ForwarderPosition;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** The bus's meters, if the application has a meter registry, and {@code events} in its health. */
@AutoConfiguration(
        after = EventStoreAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "dev.orderly.events.kafka.KafkaTransportAutoConfiguration",
            "dev.orderly.events.rabbit.RabbitTransportAutoConfiguration"
        })
public class MetricsAutoConfiguration {

    @Bean
    BusState busState(BusDatabase database, ForwarderPosition forwarder) {
        return new BusState(
                forwarder, new DeadLetterCounts(database.background().jdbc()));
    }

    @Bean
    @DependsOn("eventSchema")
    UnclaimedDeadLetters unclaimedDeadLetters(
            BusDatabase database, OrderlyProperties orderly, ObjectProvider<EventConsumers> consumers) {
        return new UnclaimedDeadLetters(
                new DeadLetterCounts(database.background().jdbc()), orderly, namesOf(consumers));
    }

    /** None in a service without subscriptions. */
    private static List<String> namesOf(ObjectProvider<EventConsumers> consumers) {
        return consumers.stream().flatMap(each -> each.names().stream()).toList();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    @ConditionalOnBean(MeterRegistry.class)
    static class WithMeterRegistry {

        @Bean
        EventMetrics eventMetrics(MeterRegistry registry, OrderlyProperties orderly, ObjectProvider<Clock> clock) {
            return new MicrometerEventMetrics(registry, orderly.consumer(), clock.getIfAvailable(Clock::systemUTC));
        }

        @Bean
        BusGauges busGauges(
                BusState state,
                OrderlyProperties orderly,
                ObjectProvider<ForwarderStatus> forwarder,
                ObjectProvider<EventConsumers> consumers) {
            return new BusGauges(state, orderly, forwarder.getIfAvailable(ForwarderStatus::new), namesOf(consumers));
        }

        @Bean
        @ConditionalOnBean(ConsumerLags.class)
        LagGauges lagGauges(ConsumerLags lags, EventConsumers consumers, OrderlyProperties orderly) {
            return new LagGauges(lags, consumers.names(), orderly.subscriptions());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    @ConditionalOnEnabledHealthIndicator("events")
    static class WithHealth {

        @Bean
        EventsHealthIndicator eventsHealthIndicator(
                BusState state, OrderlyProperties orderly, ObjectProvider<ForwarderStatus> forwarder) {
            return new EventsHealthIndicator(state, orderly, forwarder.getIfAvailable(ForwarderStatus::new));
        }
    }
}
