package dev.orderly.events.kafka;

import dev.orderly.events.config.OrderlyProperties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Shows in an application's health, as {@code eventTopics}, whether its topics exist.
 *
 * <p>To make it part of the readiness, which by default is the application's own state alone, name it there:
 * {@code management.endpoint.health.group.readiness.include=readinessState,eventTopics}. The bus does not do that by
 * itself, since what takes a service out of its load balancer is for the service to say.
 */
@AutoConfiguration(after = KafkaTransportAutoConfiguration.class)
@ConditionalOnClass({KafkaAdmin.class, HealthIndicator.class})
@ConditionalOnBean(KafkaTopics.class)
@ConditionalOnEnabledHealthIndicator("eventTopics")
public class KafkaHealthAutoConfiguration {

    @Bean
    EventTopicsHealthIndicator eventTopicsHealthIndicator(KafkaAdmin admin, OrderlyProperties orderly) {
        var configuration = KafkaTransportAutoConfiguration.replaceable(admin.getConfigurationProperties());
        configuration.put(CommonClientConfigs.CLIENT_ID_CONFIG, orderly.consumer() + "-health");
        return new EventTopicsHealthIndicator(configuration, KafkaTopics.of(orderly));
    }
}
