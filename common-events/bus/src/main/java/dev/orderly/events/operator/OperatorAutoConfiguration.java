package dev.orderly.events.operator;

import dev.orderly.events.access.ConditionalOnHttpApi;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.ConditionalOnSubscriptions;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterCounts;
import dev.orderly.events.deadletter.DeadLetterTrails;
import dev.orderly.events.forwarder.ForwarderStatus;
import dev.orderly.events.forwarder.SentEvents;
import dev.orderly.events.inbox.ConsumerLags;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.inbox.EventMetrics;
import dev.orderly.events.inbox.InboxAutoConfiguration;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStoreAutoConfiguration;
import dev.orderly.events.store.EventTrails;
import dev.orderly.events.store.ForwarderPosition;
import dev.orderly.events.store.RegisteredReaders;
import dev.orderly.events.type.EventTypes;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RestController;

/** The operator's API of a service with a web server. */
@AutoConfiguration(after = {EventStoreAutoConfiguration.class, InboxAutoConfiguration.class})
@ConditionalOnClass(RestController.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(OperatorProperties.class)
public class OperatorAutoConfiguration {

    @Bean
    @ConditionalOnSubscriptions
    EventMetrics watchedInbox(EventActivity activity, OrderlyProperties orderly) {
        return new WatchedInbox(activity, orderly.consumer());
    }

    @Bean
    @ConditionalOnHttpApi
    ActivityController activityController(EventActivity activity) {
        return new ActivityController(activity);
    }

    @Bean
    @ConditionalOnHttpApi
    OperatorController operatorController(
            OrderlyProperties orderly,
            EventTypes types,
            EventTrails trails,
            EventSequencer sequencer,
            ForwarderPosition forwarder,
            RegisteredReaders readers,
            BusDatabase database,
            DeadLetterTrails deadLetters,
            OperatorProperties properties,
            ObjectProvider<ForwarderStatus> status,
            ObjectProvider<SentEvents> sent,
            ObjectProvider<EventConsumers> consumers,
            ObjectProvider<ConsumerLags> lags) {
        var counts = new DeadLetterCounts(database.jdbc());
        return new OperatorController(
                new ServiceStates(orderly, types, sequencer, forwarder, readers, counts, status, consumers, lags),
                new Trails(
                        orderly,
                        trails,
                        forwarder,
                        deadLetters,
                        sent.getIfAvailable(),
                        consumers.stream()
                                .flatMap(each -> each.all().stream())
                                .map(EventConsumer::trails)
                                .toList()),
                deadLetters,
                new PayloadMask(properties.maskedFields()),
                consumers);
    }
}
