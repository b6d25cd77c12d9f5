package dev.orderly.lab.rung.synchronous;

import dev.orderly.lab.rung.EventsConfiguration;
import dev.orderly.lab.shop.Refunds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** An event, a handler, and a publisher that calls it. */
@Configuration(proxyBeanMethods = false)
@Import(EventsConfiguration.class)
public class SynchronousRung {

    @Bean
    OrderLineCanceledHandler orderLineCanceledHandler(Refunds refunds) {
        return new OrderLineCanceledHandler(refunds);
    }
}
