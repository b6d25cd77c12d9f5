package dev.orderly.events.test;

import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.deadletter.DeadLetterAutoConfiguration;
import dev.orderly.events.deadletter.DeadLetters;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.inbox.InboxAutoConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;

/** The {@link EventScenario} of a test's application context. */
@AutoConfiguration(after = {DeadLetterAutoConfiguration.class, InboxAutoConfiguration.class})
@ConditionalOnBean(DeadLetters.class)
public class ScenarioAutoConfiguration {

    @Bean
    EventScenario eventScenario(
            BusDatabase database, DeadLetters deadLetters, ObjectProvider<EventConsumers> consumers) {
        return new EventScenario(database, deadLetters, consumers);
    }
}
