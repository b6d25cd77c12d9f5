package dev.orderly.lab.rung.synchronous;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.SpringEventsConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** An event, a handler, and a publisher that calls the handler. */
@Configuration(proxyBeanMethods = false)
@Import(SpringEventsConfiguration.class)
public class SynchronousRung {

    @Bean
    SynchronousHandler synchronousHandler(LabRefunds refunds) {
        return new SynchronousHandler(refunds);
    }
}
