package dev.orderly.events.feed;

import dev.orderly.events.access.ConditionalOnHttpApi;
import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.store.EventStoreAutoConfiguration;
import dev.orderly.events.store.RegisteredReaders;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RestController;

/** The feed of a service that publishes events. */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnClass(RestController.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty("orderly.topic")
@ConditionalOnHttpApi
public class FeedAutoConfiguration {

    @Bean
    EventFeed eventFeed(EventStore store, EventSequencer sequencer, CommitSignal signal) {
        return new EventFeed(store, sequencer, signal);
    }

    @Bean
    FeedController feedController(EventFeed feed, RegisteredReaders readers) {
        return new FeedController(feed, readers);
    }
}
