package dev.orderly.events.feed;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;

import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Reads the feed of another service over HTTP. */
final class FeedClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(10);

    private static final byte[] NO_EVENTS = {'[', ']'};

    private final URI service;
    private final RestClient http;
    private final String reader;

    FeedClient(URI service, String reader, Duration longPoll) {
        var requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build());
        requests.setReadTimeout(longPoll.plus(RESPONSE_TIMEOUT));
        this.service = service;
        this.http =
                RestClient.builder().baseUrl(service).requestFactory(requests).build();
        this.reader = reader;
    }

    /**
     * The page of the feed after this position, byte for byte; an empty array if no event came before the timeout.
     *
     * @throws org.springframework.web.client.RestClientException if the service is unavailable or refuses the request
     */
    byte[] after(long position, int limit, Duration timeout) {
        var page = http.get()
                .uri("/events?offset={offset}&limit={limit}&timeout={timeout}", position, limit, timeout.toMillis())
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .body(byte[].class);
        return page == null ? NO_EVENTS : page;
    }

    /**
     * Registers this reader, or saves that it has passed the position: the events after it are kept.
     *
     * @throws org.springframework.web.client.RestClientException if the service is unavailable or refuses the request
     */
    void passed(long position) {
        http.put()
                .uri("/events/readers/{reader}", reader)
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("position", position))
                .retrieve()
                .toBodilessEntity();
    }

    /** The base URL of the service that publishes the feed. */
    URI service() {
        return service;
    }
}
