package dev.orderly.events.replay;

import java.time.Clock;

import dev.orderly.events.EventReplays;
import dev.orderly.events.access.ConditionalOnHttpApi;
import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.ConditionalOnSubscriptions;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.feed.FeedHttpAutoConfiguration;
import dev.orderly.events.feed.StoreReaders;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.inbox.InboxAutoConfiguration;
import dev.orderly.events.inbox.InboxProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RestController;

/** Replays, in a service that has subscriptions and a client for HTTP. */
@AutoConfiguration(after = {InboxAutoConfiguration.class, FeedHttpAutoConfiguration.class})
@ConditionalOnSubscriptions
@ConditionalOnBean({StoreReaders.class, EventConsumers.class})
public class ReplayAutoConfiguration {

    @Bean
    EventReplays eventReplays(
            BusDatabase database, EventConsumers consumers, OrderlyProperties orderly, StoreReaders readers) {
        return new StoredReplays(
                new ReplayTable(database.background().jdbc()),
                database.background().transactions(),
                consumers,
                orderly.subscriptions(),
                readers);
    }

    /** Half of the retention: an event whose source's clock is days off is not taken for a forgotten one. */
    @Bean
    Replayer replayer(
            BusDatabase database,
            EventConsumers consumers,
            StoreReaders readers,
            InboxProperties properties,
            ObjectProvider<Clock> clock) {
        return new Replayer(
                new ReplayTable(database.background().jdbc()),
                new ReplayTable(database.jdbc()),
                consumers,
                readers,
                properties.retention().dividedBy(2),
                clock.getIfAvailable(Clock::systemUTC));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RestController.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OverHttp {

        @Bean
        @ConditionalOnHttpApi
        ReplayController replayController(EventReplays replays) {
            return new ReplayController(replays);
        }
    }
}
