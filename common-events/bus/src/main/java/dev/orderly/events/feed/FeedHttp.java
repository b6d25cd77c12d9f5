package dev.orderly.events.feed;

import java.net.http.HttpClient;
import java.time.Duration;

import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** How this service calls the publishers of its feeds. */
interface FeedHttp {

    Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** In addition to the time that the publisher waits for an event. */
    Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);

    /** A new client, not yet built. */
    RestClient.Builder client(Duration longPoll);

    /** Whether the calls carry a credential besides {@code orderly.feed.token}. */
    default boolean hasCredential() {
        return false;
    }

    /** With the JDK's client, and without settings of the application. */
    static FeedHttp plain() {
        return longPoll -> {
            var requests = new JdkClientHttpRequestFactory(
                    HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
            requests.setReadTimeout(longPoll.plus(RESPONSE_TIMEOUT));
            return RestClient.builder().requestFactory(requests);
        };
    }
}
