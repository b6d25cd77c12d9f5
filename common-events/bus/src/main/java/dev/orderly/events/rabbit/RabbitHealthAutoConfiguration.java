package dev.orderly.events.rabbit;

import dev.orderly.events.config.OrderlyProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Shows in an application's health, as {@code eventTopics}, whether events come in from RabbitMQ. The name is the one that
 * it has with every transport, so a group that includes it fits whatever the transport is.
 */
@AutoConfiguration(after = RabbitTransportAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(RabbitTransportAutoConfiguration.class)
@ConditionalOnEnabledHealthIndicator("eventTopics")
public class RabbitHealthAutoConfiguration {

    @Bean
    RabbitHealthIndicator eventTopicsHealthIndicator(
            ObjectProvider<RabbitConsumer> consumer, OrderlyProperties orderly) {
        return new RabbitHealthIndicator(consumer.getIfAvailable(), orderly.subscriptions());
    }
}
