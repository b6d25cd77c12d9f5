package dev.orderly.events.feed;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.orderly.events.access.HttpProperties;
import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.ConditionalOnSubscriptions;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.inbox.InboxAutoConfiguration;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.support.BackgroundWork;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.client.RestClient;

/** Feeds as the transport, without a broker: the service pulls {@code GET /events} from each service it subscribes to. */
@AutoConfiguration(after = {InboxAutoConfiguration.class, FeedHttpAutoConfiguration.class})
@ConditionalOnClass(RestClient.class)
@ConditionalOnProperty(name = "orderly.transport", havingValue = "feed")
@ConditionalOnSubscriptions
@EnableConfigurationProperties(HttpProperties.class)
public class FeedTransportAutoConfiguration {

    @Bean
    FeedConsumers feedConsumers(
            BusDatabase database,
            EventConsumers consumers,
            OrderlyProperties orderly,
            FeedProperties properties,
            ObjectProvider<FeedHttp> configured,
            HttpProperties http) {
        var calls = configured.getIfAvailable(FeedHttp::plain);
        if (properties.token() == null && !calls.hasCredential() && !http.open()) {
            throw new BusSetupException(
                    "orderly.transport is feed, but this service has no token for the feeds that it pulls",
                    "set orderly.feed.token (ORDERLY_FEED_TOKEN), and at each publisher ORDERLY_TOKENS=%s:reader:<the same token>; or set orderly.http.open=true here and there if everyone who reaches the port may read all events"
                            .formatted(orderly.consumer()));
        }
        return new FeedConsumers(consumers.all().stream()
                .flatMap(consumer -> orderly.subscriptions().stream()
                        .map(topic -> new FeedConsumer(
                                topic,
                                new FeedClient(
                                        properties.sourceOf(topic),
                                        orderly.consumer(),
                                        properties.authorized(calls.client(properties.timeout()))),
                                consumer,
                                new FeedPositions(database.jdbc(), consumer.name(), consumers.names()),
                                properties)))
                .toList());
    }

    /** One for each consumer and subscription; they start and stop together. */
    static final class FeedConsumers implements BackgroundWork {

        private final List<FeedConsumer> all;

        FeedConsumers(List<FeedConsumer> all) {
            this.all = all;
        }

        List<FeedConsumer> all() {
            return all;
        }

        @Override
        public void start() {
            all.forEach(FeedConsumer::start);
        }

        @Override
        public void stop() {
            var stops = all.stream()
                    .map(each -> CompletableFuture.runAsync(each::stop, task -> new Thread(task).start()))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(stops).join();
        }

        @Override
        public boolean isRunning() {
            return all.stream().anyMatch(FeedConsumer::isRunning);
        }
    }
}
