package dev.orderly.events.deadletter;

import dev.orderly.events.access.ConditionalOnHttpApi;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.OrderlyAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.web.bind.annotation.RestController;

/** {@link DeadLetters} in every service, and its HTTP endpoints in one with a web server and {@link ConditionalOnHttpApi a guard}. */
@AutoConfiguration(after = OrderlyAutoConfiguration.class)
public class DeadLetterAutoConfiguration {

    @Bean
    @DependsOn("eventSchema")
    DeadLetters deadLetters(BusDatabase database) {
        return new DeadLetters(database.jdbc());
    }

    @Bean
    DeadLetterTrails deadLetterTrails(BusDatabase database) {
        return new DeadLetterTrails(database.jdbc());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RestController.class)
    @ConditionalOnHttpApi
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class WithWebServer {

        @Bean
        DeadLetterController deadLetterController(
                DeadLetters deadLetters, DeadLetterTrails trails, EventActivity activity) {
            return new DeadLetterController(deadLetters, new OperatedLetters(deadLetters, trails, activity));
        }
    }
}
