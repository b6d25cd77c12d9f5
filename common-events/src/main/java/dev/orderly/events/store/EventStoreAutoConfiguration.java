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
import org.springframework.context.annotation.DependsOn;

/** The event store, on the application's own database. */
@AutoConfiguration(after = OrderlyAutoConfiguration.class)
public class EventStoreAutoConfiguration {

    @Bean
    CommitSignal commitSignal() {
        return new CommitSignal();
    }

    @Bean
    @DependsOn("eventSchema")
    EventPartitions eventPartitions(DataSource dataSource) {
        return new EventPartitions(dataSource);
    }

    @Bean
    @ConditionalOnMissingBean
    EventStore eventStore(
            DataSource dataSource,
            EventJson json,
            EventTracing tracing,
            CommitSignal signal,
            EventPartitions partitions,
            ObjectProvider<Clock> clock,
            OrderlyProperties properties) {
        return new JdbcEventStore(
                dataSource, json, tracing, signal, partitions, clock.getIfAvailable(Clock::systemUTC), properties);
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
