package dev.orderly.events.forwarder;

import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.store.EventStoreAutoConfiguration;
import dev.orderly.events.store.ForwarderPosition;
import dev.orderly.events.support.IdleTimeoutTransactions;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;

/** The forwarder, if a transport defines an {@link EventSender}: its auto-configuration runs before this one. */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnBean(EventSender.class)
@EnableConfigurationProperties(ForwarderProperties.class)
public class ForwarderAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    OffsetStore offsetStore(ForwarderPosition position) {
        return new JdbcOffsetStore(position);
    }

    @Bean
    ForwarderStatus forwarderStatus() {
        return new ForwarderStatus();
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
            ForwarderStatus status,
            BusDatabase database,
            ForwarderProperties properties) {
        // From now on the retention keeps every event that is not forwarded.
        offsets.update(0);
        var background = database.background();
        var unsendable = new UnsendableEvents(
                new DeadLetterQueue(background.jdbc(), orderly.consumer() + "-forwarder"),
                new IdleTimeoutTransactions(background.transactions(), background.jdbc(), properties.lease()),
                properties);
        return new EventForwarder(
                orderly.source(),
                store,
                sequencer,
                offsets,
                sender,
                signal,
                unsendable,
                status,
                background.connections(),
                String.valueOf(orderly.topic()),
                properties);
    }
}
