package dev.orderly.events.inbox;

import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;

import dev.orderly.events.EventInterceptor;
import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.ConditionalOnSubscriptions;
import dev.orderly.events.config.OrderlyAutoConfiguration;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.support.IdleTimeoutTransactions;
import dev.orderly.events.tracing.EventTracing;
import dev.orderly.events.type.EventJson;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/** The inbox of a service that has subscriptions. */
@AutoConfiguration(after = OrderlyAutoConfiguration.class)
@ConditionalOnSubscriptions
@EnableConfigurationProperties(InboxProperties.class)
public class InboxAutoConfiguration {

    @Bean
    EventHandlerMethods eventHandlers(ConfigurableListableBeanFactory beans) {
        return new EventHandlerMethods(beans);
    }

    @Bean
    EventConsumers eventConsumers(
            EventHandlerMethods handlers,
            EventJson json,
            BusDatabase database,
            OrderlyProperties orderly,
            EventTracing tracing,
            ObjectProvider<EventMetrics> metrics,
            ObjectProvider<Clock> clock,
            ObjectProvider<EventInterceptor> interceptors,
            InboxProperties properties) {
        inboxTransactions(database).verify();
        var transactions = handlerTransactions(database, properties);
        var starts = new StartPositions(
                properties, handlers.consumers(), orderly.subscriptions().size());
        return new EventConsumers(handlers.consumers().stream()
                .map(each -> {
                    var suffix = each.isEmpty() ? "" : "-" + each;
                    var name = each.isEmpty() ? orderly.consumer() : orderly.consumer() + "." + each;
                    var parser = new MessageParser(handlers.of(each), json);
                    var deadLetters = new DeadLetterQueue(database.jdbc(), name);
                    var pause = new ConsumerPause(database.background().jdbc(), name);
                    var progress = new ConsumerProgress(clock.getIfAvailable(Clock::systemUTC));
                    var observers =
                            Stream.concat(metrics.orderedStream().map(one -> one.of(name)), Stream.of(progress));
                    var processor = new EventProcessor(
                            new ProcessedEvents(database.jdbc(), name),
                            tracing,
                            EventMetrics.all(observers.toList()),
                            interceptors.orderedStream().toList());
                    return new EventConsumer(
                            name,
                            suffix,
                            starts.of(each, handlers.startOf(each)),
                            new Inbox(
                                    parser,
                                    deadLetters,
                                    processor,
                                    liveTransactions(database, name, properties),
                                    properties),
                            claim -> new Inbox(
                                    parser, deadLetters, processor, claiming(transactions, claim), properties),
                            new DeadLetterRetrier(
                                    deadLetters, parser, processor, transactions, properties, pause, suffix),
                            pause,
                            progress,
                            new ConsumerTrails(database.jdbc(), name));
                })
                .toList());
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

    private static TransactionOperations liveTransactions(
            BusDatabase database, String consumer, InboxProperties properties) {
        return new LiveTransactions(inboxTransactions(database), database.jdbc(), consumer, properties.idleTimeout());
    }

    private static TransactionOperations claiming(TransactionOperations transactions, Runnable claim) {
        return new TransactionOperations() {
            @Override
            public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
                return transactions.execute(status -> {
                    claim.run();
                    return action.doInTransaction(status);
                });
            }
        };
    }

    private static InboxTransactions inboxTransactions(BusDatabase database) {
        return new InboxTransactions(database.transactionManager(), database.dataSource());
    }
}
