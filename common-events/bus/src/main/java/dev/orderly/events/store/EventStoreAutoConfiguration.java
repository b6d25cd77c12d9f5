package dev.orderly.events.store;

import java.time.Clock;
import java.util.Objects;
import javax.sql.DataSource;

import dev.orderly.events.config.OrderlyAutoConfiguration;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.tracing.EventTracing;
import dev.orderly.events.type.EventJson;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The event store, on the application's own database. */
@AutoConfiguration(after = OrderlyAutoConfiguration.class)
@EnableConfigurationProperties(RetentionProperties.class)
public class EventStoreAutoConfiguration {

    @Bean
    CommitSignal commitSignal() {
        return new CommitSignal();
    }

    @Bean
    @DependsOn("eventSchema")
    EntryPartitions entryPartitions(DataSource dataSource) {
        return new EntryPartitions(dataSource);
    }

    @Bean
    @ConditionalOnMissingBean
    EventStore eventStore(
            DataSource dataSource,
            EventJson json,
            EventTracing tracing,
            CommitSignal signal,
            EntryPartitions partitions,
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
    @DependsOn("eventSchema")
    @ConditionalOnProperty("orderly.retention.keep")
    EventRetention eventRetention(
            DataSource dataSource,
            PlatformTransactionManager transactionManager,
            ObjectProvider<Clock> clock,
            RetentionProperties properties) {
        return new EventRetention(
                dataSource,
                new TransactionTemplate(transactionManager),
                clock.getIfAvailable(Clock::systemUTC),
                Objects.requireNonNull(properties.keep()),
                properties.interval());
    }

    @Bean
    RegisteredReaders eventReaders(DataSource dataSource) {
        return new RegisteredReaders(JdbcClient.create(dataSource));
    }

    @Bean
    EventStoreHandler eventStoreHandler(EventStore store) {
        return new EventStoreHandler(store);
    }
}
