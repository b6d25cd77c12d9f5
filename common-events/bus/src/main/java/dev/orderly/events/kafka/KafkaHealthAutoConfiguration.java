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
 * Adds {@code eventTopics} to the application's health: whether its topics exist.
 *
 * <p>Spring Boot's readiness does not include it. To include it, set
 * {@code management.endpoint.health.group.readiness.include=readinessState,eventTopics}. The bus does not do so, because
 * each service decides what removes it from its load balancer.
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
