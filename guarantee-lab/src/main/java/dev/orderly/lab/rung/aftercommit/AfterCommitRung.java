package dev.orderly.lab.rung.aftercommit;

import dev.orderly.lab.rung.EventsConfiguration;
import dev.orderly.lab.shop.Refunds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The synchronous rung's wiring: the difference is an annotation of the handler. */
@Configuration(proxyBeanMethods = false)
@Import(EventsConfiguration.class)
public class AfterCommitRung {

    @Bean
    OrderLineCanceledHandler orderLineCanceledHandler(Refunds refunds) {
        return new OrderLineCanceledHandler(refunds);
    }
}
