package dev.orderly.events.feed;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import dev.orderly.events.start.BusSetupException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Feeds as the transport: which to pull, and how.
 *
 * @param sources     for each subscribed topic the base URL of the service that publishes it, such as
 *                    orderly.feed.sources.order-events=http://order-service:8080
 * @param limit       how many events are asked for at a time, 1000 at the most
 * @param timeout     how long the other service may wait for an event before it answers with none
 * @param retryPause  the pause after a failed request
 */
@ConfigurationProperties("orderly.feed")
public record FeedProperties(
        @DefaultValue Map<String, URI> sources,
        @DefaultValue("500") int limit,
        @DefaultValue("20s") Duration timeout,
        @DefaultValue("1s") Duration retryPause) {

    /** @throws BusSetupException when it is not said where this topic's events are to be had */
    URI sourceOf(String topic) {
        var source = sources.get(topic);
        if (source == null || !String.valueOf(source.getScheme()).matches("https?")) {
            throw new BusSetupException(
                    "orderly.feed.sources.%s is %s"
                            .formatted(topic, source == null ? "not set" : "no URL of a service: '" + source + "'"),
                    "name the service that publishes %1$s, such as orderly.feed.sources.%1$s=http://localhost:8080"
                            .formatted(topic));
        }
        return source;
    }
}
