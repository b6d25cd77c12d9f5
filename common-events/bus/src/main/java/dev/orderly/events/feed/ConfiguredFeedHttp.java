package dev.orderly.events.feed;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.autoconfigure.HttpClientProperties;
import org.springframework.boot.http.client.autoconfigure.HttpClientSettingsPropertyMapper;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClient;

/**
 * With Spring Boot's properties of the HTTP service client {@code orderly-feed}, such as
 * {@code spring.http.serviceclient.orderly-feed.ssl.bundle}, and with the application's {@code RestClientCustomizer} beans.
 * A redirect is not followed unless the properties say so: it would carry the token elsewhere.
 */
final class ConfiguredFeedHttp implements FeedHttp {

    static final String GROUP = "orderly-feed";

    private final RestClient.Builder prototype;
    private final ClientHttpRequestFactoryBuilder<?> requests;
    private final @Nullable SslBundles sslBundles;
    private final boolean customized;
    private final @Nullable HttpClientProperties properties;

    ConfiguredFeedHttp(
            RestClient.Builder prototype,
            ClientHttpRequestFactoryBuilder<?> requests,
            @Nullable SslBundles sslBundles,
            boolean customized,
            @Nullable HttpClientProperties properties) {
        this.prototype = prototype;
        this.requests = requests;
        this.sslBundles = sslBundles;
        this.customized = customized;
        this.properties = properties;
    }

    @Override
    public RestClient.Builder client(Duration longPoll) {
        var defaults = HttpClientSettings.defaults()
                .withTimeouts(CONNECT_TIMEOUT, longPoll.plus(RESPONSE_TIMEOUT))
                .withRedirects(HttpRedirects.DONT_FOLLOW);
        var settings = properties == null
                ? defaults
                : new HttpClientSettingsPropertyMapper(sslBundles, defaults).map(properties);
        var client = prototype.clone().requestFactory(requests.build(settings));
        if (properties != null) {
            properties
                    .getDefaultHeader()
                    .forEach((name, values) -> client.defaultHeader(name, values.toArray(String[]::new)));
        }
        return client;
    }

    /** A header of the application, or whatever its own customizer adds, such as a token of its identity provider. */
    @Override
    public boolean hasCredential() {
        return customized
                || properties != null
                        && properties.getDefaultHeader().keySet().stream()
                                .anyMatch(HttpHeaders.AUTHORIZATION::equalsIgnoreCase);
    }
}
