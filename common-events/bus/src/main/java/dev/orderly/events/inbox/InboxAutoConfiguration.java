package dev.orderly.events.inbox;

import java.util.Map;
import javax.sql.DataSource;

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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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
    DeadLetterQueue inboxDeadLetters(DataSource dataSource, OrderlyProperties properties) {
        return new DeadLetterQueue(JdbcClient.create(dataSource), properties.consumer());
    }

    @Bean
    EventProcessor eventProcessor(
            DataSource dataSource,
            OrderlyProperties properties,
            EventTracing tracing,
            ObjectProvider<EventMetrics> metrics) {
        return new EventProcessor(
                new ProcessedEvents(JdbcClient.create(dataSource), properties.consumer()),
                tracing,
                metrics.getIfAvailable(() -> EventMetrics.NONE));
    }

    @Bean
    Inbox inbox(
            MessageParser parser,
            @Qualifier("inboxDeadLetters") DeadLetterQueue deadLetters,
            EventProcessor processor,
            DataSource dataSource,
            PlatformTransactionManager transactionManager,
            InboxProperties properties) {
        new InboxTransactions(transactionManager, dataSource).verify();
        var transactions = handlerTransactions(dataSource, transactionManager, properties);
        return new Inbox(parser, deadLetters, processor, transactions, properties);
    }

    @Bean
    DeadLetterRetrier deadLetterRetrier(
            @Qualifier("inboxDeadLetters") DeadLetterQueue deadLetters,
            MessageParser parser,
            EventProcessor processor,
            DataSource dataSource,
            PlatformTransactionManager transactionManager,
            InboxProperties properties) {
        var transactions = handlerTransactions(dataSource, transactionManager, properties);
        return new DeadLetterRetrier(deadLetters, parser, processor, transactions, properties);
    }

    @Bean
    @DependsOn("eventSchema")
    InboxRetention inboxRetention(
            DataSource dataSource,
            PlatformTransactionManager transactionManager,
            ObjectProvider<TransportRetention> transport,
            InboxProperties properties) {
        return new InboxRetention(
                new ProcessedEventPartitions(JdbcClient.create(dataSource)),
                new TransactionTemplate(transactionManager),
                transport.getIfAvailable(() -> Map::of),
                properties.retention());
    }

    /** Not a bean: Boot would then not configure the application's own {@code TransactionTemplate}. */
    private static IdleTimeoutTransactions handlerTransactions(
            DataSource dataSource, PlatformTransactionManager transactionManager, InboxProperties properties) {
        return new IdleTimeoutTransactions(
                new InboxTransactions(transactionManager, dataSource),
                JdbcClient.create(dataSource),
                properties.idleTimeout());
    }
}
