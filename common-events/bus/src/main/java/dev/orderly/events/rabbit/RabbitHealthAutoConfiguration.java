package dev.orderly.events.rabbit;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.support.ParallelWork;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Adds {@code eventTopics} to the application's health: whether the consumer listens to RabbitMQ. The name is the same for
 * every transport, so that a health group can include it without knowing the transport.
 */
@AutoConfiguration(after = RabbitTransportAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(RabbitTransportAutoConfiguration.class)
@ConditionalOnEnabledHealthIndicator("eventTopics")
public class RabbitHealthAutoConfiguration {

    @Bean
    RabbitHealthIndicator eventTopicsHealthIndicator(
            ObjectProvider<ParallelWork<RabbitConsumer>> consumers, OrderlyProperties orderly) {
        return new RabbitHealthIndicator(
                consumers.stream().flatMap(each -> each.all().stream()).toList(), orderly.subscriptions());
    }
}
