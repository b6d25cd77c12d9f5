package dev.orderly.events.feed;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.orderly.events.start.BusSetupException;

/** The stores of the services that publish the subscribed topics. */
public final class StoreReaders {

    private final FeedHttp http;
    private final FeedProperties properties;
    private final String service;
    private final Map<String, StoreReader> byTopic = new ConcurrentHashMap<>();

    StoreReaders(FeedHttp http, FeedProperties properties, String service) {
        this.http = http;
        this.properties = properties;
        this.service = service;
    }

    /** @throws BusSetupException if {@code orderly.feed.sources} does not say who publishes the topic */
    public StoreReader of(String topic) {
        return byTopic.computeIfAbsent(topic, each -> {
            var client = properties.authorized(http.client(Duration.ZERO));
            return new StoreReader(
                    each, new FeedClient(properties.sourceOf(each), service, client), properties.limit());
        });
    }
}
