package dev.orderly.lab.rung.asynchronous;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.SpringEventsConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableAsync;

/** The handler runs on Spring Boot's application task executor: eight threads and a queue in memory. */
@Configuration(proxyBeanMethods = false)
@EnableAsync
@Import(SpringEventsConfiguration.class)
public class AsynchronousRung {

    @Bean
    AsynchronousHandler asynchronousHandler(LabRefunds refunds) {
        return new AsynchronousHandler(refunds);
    }
}
