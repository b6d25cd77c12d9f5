package dev.orderly.lab.rung.asynchronous;

import dev.orderly.lab.rung.EventsConfiguration;
import dev.orderly.lab.shop.Refunds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableAsync;

/** The threads are Spring Boot's application task executor: eight, with a queue in memory. */
@Configuration(proxyBeanMethods = false)
@EnableAsync
@Import(EventsConfiguration.class)
public class AsynchronousRung {

    @Bean
    OrderLineCanceledHandler orderLineCanceledHandler(Refunds refunds) {
        return new OrderLineCanceledHandler(refunds);
    }
}
