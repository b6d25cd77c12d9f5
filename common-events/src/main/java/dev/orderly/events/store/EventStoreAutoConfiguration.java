package dev.orderly.events.store;

import java.time.Clock;
import javax.sql.DataSource;

import dev.orderly.events.EventJson;
import dev.orderly.events.OrderlyAutoConfiguration;
import dev.orderly.events.OrderlyProperties;
import dev.orderly.events.tracing.EventTracing;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The event store, on the application's own database. */
@AutoConfiguration(after = OrderlyAutoConfiguration.class)
public class EventStoreAutoConfiguration {

    @Bean
    CommitSignal commitSignal() {
        return new CommitSignal();
    }

    @Bean
    @ConditionalOnMissingBean
    EventStore eventStore(
            DataSource dataSource,
            EventJson json,
            EventTracing tracing,
            CommitSignal signal,
            ObjectProvider<Clock> clock,
            OrderlyProperties properties) {
        return new JdbcEventStore(
                dataSource, json, tracing, signal, clock.getIfAvailable(Clock::systemUTC), properties);
    }

    @Bean
    @ConditionalOnMissingBean
    EventSequencer eventSequencer(DataSource dataSource) {
        return new JdbcEventSequencer(dataSource);
    }

    @Bean
    EventStoreHandler eventStoreHandler(EventStore store) {
        return new EventStoreHandler(store);
    }
}
