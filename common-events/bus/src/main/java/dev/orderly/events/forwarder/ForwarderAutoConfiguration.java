package dev.orderly.events.forwarder;

import javax.sql.DataSource;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventReaders;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.store.EventStoreAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A forwarder, when a transport has brought a sender. */
@AutoConfiguration(
        after = EventStoreAutoConfiguration.class,
        afterName = {
            "dev.orderly.events.kafka.KafkaTransportAutoConfiguration",
            "dev.orderly.events.rabbit.RabbitTransportAutoConfiguration"
        })
@ConditionalOnBean(EventSender.class)
@EnableConfigurationProperties(ForwarderProperties.class)
public class ForwarderAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    OffsetStore offsetStore(EventReaders readers) {
        return new JdbcOffsetStore(readers);
    }

    @Bean
    @DependsOn("eventSchema")
    EventForwarder eventForwarder(
            OrderlyProperties orderly,
            EventStore store,
            EventSequencer sequencer,
            OffsetStore offsets,
            EventSender sender,
            CommitSignal signal,
            DataSource dataSource,
            PlatformTransactionManager transactionManager,
            ForwarderProperties properties) {
        // From now on nothing is dropped that it has not forwarded.
        offsets.update(orderly.source(), 0);
        var unsendable = new UnsendableEvents(
                new DeadLetterQueue(JdbcClient.create(dataSource), orderly.consumer() + "-forwarder"),
                new TransactionTemplate(transactionManager),
                String.valueOf(orderly.topic()),
                properties);
        return new EventForwarder(
                orderly.source(), store, sequencer, offsets, sender, signal, unsendable, dataSource, properties);
    }
}
