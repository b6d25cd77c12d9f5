package dev.orderly.events.feed;

import dev.orderly.events.access.ConditionalOnHttpApi;
import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.store.EventStoreAutoConfiguration;
import dev.orderly.events.store.RegisteredReaders;
import dev.orderly.events.store.StoreOffsets;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The feed of a service that publishes events. */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnClass(RestController.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty("orderly.topic")
@ConditionalOnHttpApi
@EnableConfigurationProperties(FeedLoadProperties.class)
public class FeedAutoConfiguration {

    @Bean
    EventFeed eventFeed(EventStore store, EventSequencer sequencer, CommitSignal signal, StoreOffsets offsets) {
        return new EventFeed(store, sequencer, signal, offsets);
    }

    @Bean
    FeedLoad feedLoad(FeedLoadProperties properties) {
        return new FeedLoad(properties);
    }

    /** After the interceptors that look at the caller: whoever is refused takes no place. */
    @Bean
    WebMvcConfigurer feedLoadInterceptor(FeedLoad load) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(load).addPathPatterns(FeedController.PATH);
            }
        };
    }

    @Bean
    FeedController feedController(EventFeed feed, RegisteredReaders readers) {
        return new FeedController(feed, readers);
    }
}
