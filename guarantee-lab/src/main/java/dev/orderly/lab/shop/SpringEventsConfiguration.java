package dev.orderly.lab.shop;

import dev.orderly.events.Events;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** For rungs without the bus: {@link Events} publishes to the listeners in this application context. */
@Configuration(proxyBeanMethods = false)
public class SpringEventsConfiguration {

    @Bean
    InitializingBean eventsInitializer(ApplicationContext context) {
        return () -> Events.setPublisher(context);
    }
}
