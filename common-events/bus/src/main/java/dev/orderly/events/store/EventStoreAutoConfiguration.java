package dev.orderly.events.store;

import java.time.Clock;
import java.util.Objects;

import dev.orderly.events.EventInterceptor;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.config.BusDatabase;
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
import org.springframework.transaction.ConfigurableTransactionManager;

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
    InsertionSequence insertionSequence(BusDatabase database) {
        return new InsertionSequence(database.background().jdbc());
    }

    @Bean
    EntryPartitions entryPartitions(BusDatabase database, InsertionSequence sequence) {
        return new EntryPartitions(database.background().jdbc(), sequence);
    }

    @Bean
    @ConditionalOnMissingBean
    EventStore eventStore(
            BusDatabase database,
            EventJson json,
            EventTracing tracing,
            CommitSignal signal,
            EntryPartitions partitions,
            ObjectProvider<Clock> clock,
            EventActivity activity,
            ObjectProvider<EventInterceptor> interceptors,
            OrderlyProperties properties) {
        return new JdbcEventStore(
                database,
                json,
                tracing,
                signal,
                partitions,
                clock.getIfAvailable(Clock::systemUTC),
                activity,
                interceptors.orderedStream().toList(),
                properties);
    }

    @Bean
    @ConditionalOnMissingBean
    EventSequencer eventSequencer(BusDatabase database) {
        return new JdbcEventSequencer(database.background().jdbc());
    }

    @Bean
    @DependsOn("eventSchema")
    @ConditionalOnProperty("orderly.retention.keep")
    EventRetention eventRetention(BusDatabase database, ObjectProvider<Clock> clock, RetentionProperties properties) {
        return new EventRetention(
                database.background().jdbc(),
                database.background().transactions(),
                clock.getIfAvailable(Clock::systemUTC),
                Objects.requireNonNull(properties.keep()),
                properties.deleteAfter(),
                properties.interval());
    }

    @Bean
    StoreOffsets storeOffsets(BusDatabase database) {
        return new StoreOffsets(database.background().jdbc());
    }

    @Bean
    RegisteredReaders eventReaders(BusDatabase database) {
        return new RegisteredReaders(database.background().jdbc());
    }

    @Bean
    ForwarderPosition forwarderPosition(BusDatabase database) {
        return new ForwarderPosition(database.background().jdbc());
    }

    @Bean
    EventTrails eventTrails(BusDatabase database) {
        return new EventTrails(database.jdbc());
    }

    @Bean
    EndedTransactions endedTransactions(ObjectProvider<ConfigurableTransactionManager> managers) {
        return new EndedTransactions(managers);
    }

    @Bean
    EventStoreHandler eventStoreHandler(EventStore store) {
        return new EventStoreHandler(store);
    }
}
