package dev.orderly.events.feed;

import java.util.List;

import dev.orderly.events.feed.FeedTransportAutoConfiguration.FeedConsumers;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * The health indicator {@code eventTopics}: whether the service can pull its feeds. It has the same name as with a broker,
 * and exists even without subscriptions, so that a health group that includes it fits every transport.
 */
@AutoConfiguration(after = FeedTransportAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnProperty(name = "orderly.transport", havingValue = "feed")
@ConditionalOnEnabledHealthIndicator("eventTopics")
public class FeedHealthAutoConfiguration {

    @Bean
    FeedHealthIndicator eventTopicsHealthIndicator(ObjectProvider<FeedConsumers> consumers) {
        var feeds = consumers.getIfAvailable();
        return new FeedHealthIndicator(feeds == null ? List.of() : feeds.all());
    }
}
