package dev.orderly.events.rabbit;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Switches off Spring Boot's {@code rabbit} health indicator by default. It would be down in every service that has
 * RabbitMQ's client on its class path and uses another transport, and in each outage of the broker. {@code eventTopics}
 * shows the transport, whichever it is. An application that uses RabbitMQ on its own sets the property to true.
 */
final class RabbitHealthDefault implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("orderlyDefaults", Map.of("management.health.rabbit.enabled", false)));
    }
}
