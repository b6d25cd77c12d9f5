package dev.orderly.events.deadletter;

import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.OrderlyAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP endpoints for dead letters. */
@AutoConfiguration(after = OrderlyAutoConfiguration.class)
@ConditionalOnClass(RestController.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class DeadLetterAutoConfiguration {

    @Bean
    DeadLetterController deadLetterController(BusDatabase database) {
        return new DeadLetterController(new DeadLetters(database.jdbc()));
    }
}
