package dev.orderly.events.feed;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

import dev.orderly.events.start.BusSetupException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.web.client.RestClient;

/**
 * Feeds as the transport: which feeds to pull, and how.
 *
 * @param sources     the base URL of the publishing service for each subscribed topic, such as
 *                    orderly.feed.sources.order-events=http://order-service:8080
 * @param limit       the maximum number of events per request, at most 1000
 * @param timeout     how long the publisher waits for an event before it answers with an empty list
 * @param retryPause  the pause after a failed request
 * @param handledTypesOnly whether to ask only for the types that this service handles, in any version, instead of pulling
 *                    everything and ignoring the rest
 * @param token       the bearer token that this service presents; the publisher has it in orderly.tokens, as
 *                    name:reader:token with the name of this consumer
 */
@ConfigurationProperties("orderly.feed")
public record FeedProperties(
        @DefaultValue Map<String, URI> sources,
        @DefaultValue("500") int limit,
        @DefaultValue("20s") Duration timeout,
        @DefaultValue("1s") Duration retryPause,
        @DefaultValue("false") boolean handledTypesOnly,
        @Nullable String token) {

    /** @throws BusSetupException if the topic has no source, or one that is not an HTTP URL */
    URI sourceOf(String topic) {
        var source = sources.get(topic);
        if (source == null || !String.valueOf(source.getScheme()).matches("https?")) {
            throw new BusSetupException(
                    "orderly.feed.sources.%s is %s"
                            .formatted(
                                    topic, source == null ? "not set" : "not the URL of a service: '" + source + "'"),
                    "set it to the service that publishes %1$s, such as orderly.feed.sources.%1$s=http://localhost:8080"
                            .formatted(topic));
        }
        return source;
    }

    /** The client, which presents the token if there is one. */
    RestClient.Builder authorized(RestClient.Builder client) {
        return token == null ? client : client.defaultHeaders(headers -> headers.setBearerAuth(token));
    }

    /** Without the token: a settings record can end up in a log. */
    @Override
    public String toString() {
        return "FeedProperties[sources=%s, limit=%d, timeout=%s, retryPause=%s]"
                .formatted(sources, limit, timeout, retryPause);
    }
}
