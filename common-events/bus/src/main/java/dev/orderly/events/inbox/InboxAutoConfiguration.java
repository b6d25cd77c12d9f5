package dev.orderly.events.inbox;

import java.time.Clock;
import java.util.Map;

import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.ConditionalOnSubscriptions;
import dev.orderly.events.config.OrderlyAutoConfiguration;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.support.IdleTimeoutTransactions;
import dev.orderly.events.tracing.EventTracing;
import dev.orderly.events.type.EventJson;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;

/** The inbox of a service that has subscriptions. */
@AutoConfiguration(after = OrderlyAutoConfiguration.class)
@ConditionalOnSubscriptions
@EnableConfigurationProperties(InboxProperties.class)
public class InboxAutoConfiguration {

    @Bean
    EventHandlers eventHandlers(ConfigurableListableBeanFactory beans) {
        return new EventHandlers(beans);
    }

    @Bean
    MessageParser messageParser(EventHandlers handlers, EventJson json) {
        return new MessageParser(handlers, json);
    }

    @Bean
    DeadLetterQueue inboxDeadLetters(BusDatabase database, OrderlyProperties properties) {
        return new DeadLetterQueue(database.jdbc(), properties.consumer());
    }

    @Bean
    EventProcessor eventProcessor(
            BusDatabase database,
            OrderlyProperties properties,
            EventTracing tracing,
            ObjectProvider<EventMetrics> metrics) {
        return new EventProcessor(
                new ProcessedEvents(database.jdbc(), properties.consumer()),
                tracing,
                EventMetrics.all(metrics.orderedStream().toList()));
    }

    @Bean
    Inbox inbox(
            MessageParser parser,
            @Qualifier("inboxDeadLetters") DeadLetterQueue deadLetters,
            EventProcessor processor,
            BusDatabase database,
            InboxProperties properties) {
        inboxTransactions(database).verify();
        var transactions = handlerTransactions(database, properties);
        return new Inbox(parser, deadLetters, processor, transactions, properties);
    }

    @Bean
    DeadLetterRetrier deadLetterRetrier(
            @Qualifier("inboxDeadLetters") DeadLetterQueue deadLetters,
            MessageParser parser,
            EventProcessor processor,
            BusDatabase database,
            InboxProperties properties,
            ConsumerPause pause) {
        var transactions = handlerTransactions(database, properties);
        return new DeadLetterRetrier(deadLetters, parser, processor, transactions, properties, pause);
    }

    @Bean
    ConsumerProgress consumerProgress(ObjectProvider<Clock> clock) {
        return new ConsumerProgress(clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    ConsumerTrails consumerTrails(BusDatabase database, OrderlyProperties properties) {
        return new ConsumerTrails(database.jdbc(), properties.consumer());
    }

    @Bean
    @DependsOn("eventSchema")
    ConsumerPause consumerPause(BusDatabase database, OrderlyProperties properties) {
        return new ConsumerPause(database.background().jdbc(), properties.consumer());
    }

    @Bean
    @DependsOn("eventSchema")
    InboxRetention inboxRetention(
            BusDatabase database, ObjectProvider<TransportRetention> transport, InboxProperties properties) {
        return new InboxRetention(
                new ProcessedEventPartitions(database.background().jdbc()),
                database.background().transactions(),
                transport.getIfAvailable(() -> Map::of),
                properties.retention());
    }

    /** Not a bean: Boot would then not configure the application's own {@code TransactionTemplate}. */
    private static IdleTimeoutTransactions handlerTransactions(BusDatabase database, InboxProperties properties) {
        return new IdleTimeoutTransactions(inboxTransactions(database), database.jdbc(), properties.idleTimeout());
    }

    private static InboxTransactions inboxTransactions(BusDatabase database) {
        return new InboxTransactions(database.transactionManager(), database.dataSource());
    }
}
