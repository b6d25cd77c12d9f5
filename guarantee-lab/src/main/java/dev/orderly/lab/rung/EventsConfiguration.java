package dev.orderly.lab.rung;

import dev.orderly.events.Events;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Without the bus, whoever uses {@link Events} says where they go: to the beans of this application context. */
@Configuration(proxyBeanMethods = false)
public class EventsConfiguration {

    @Bean
    InitializingBean eventsInitializer(ApplicationContext context) {
        return () -> Events.setPublisher(context);
    }
}
