package dev.orderly.events.feed;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.orderly.events.inbox.StartPosition;
import org.springframework.http.MediaType;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;

/** Reads the feed of another service over HTTP. */
final class FeedClient {

    private static final byte[] NO_EVENTS = {'[', ']'};

    private final URI service;
    private final RestClient http;
    private final String reader;

    FeedClient(URI service, String reader, RestClient.Builder http) {
        this.service = service;
        this.http = http.baseUrl(service).build();
        this.reader = reader;
    }

    /**
     * The page of the feed after this position; its body is an empty array if no event came before the timeout.
     *
     * @param types    only events of these types, or of any type if there are none
     * @param subjects only events of these aggregates, or of any if there are none
     * @throws org.springframework.web.client.RestClientException if the service is unavailable or refuses the request
     */
    Page after(long position, int limit, Duration timeout, Set<String> types, Set<String> subjects) {
        var response = http.get()
                .uri(uri -> uri.path("/events")
                        .queryParam("offset", position)
                        .queryParam("limit", limit)
                        .queryParam("timeout", timeout.toMillis())
                        .queryParams(only(types, subjects))
                        .build())
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .toEntity(byte[].class);
        var body = response.getBody();
        var next = response.getHeaders().getFirst(FeedController.NEXT_OFFSET);
        return new Page(body == null ? NO_EVENTS : body, next == null ? position : Long.parseLong(next));
    }

    /**
     * The offset after which the first events from this start on are.
     *
     * @throws org.springframework.web.client.RestClientException if the service is unavailable or refuses the request
     */
    long offset(StartPosition start) {
        if (start instanceof StartPosition.From from) {
            return from.position() - 1;
        }
        var found = http.get()
                .uri(uri -> uri.path("/events/offset").queryParam("at", "{at}").build(start))
                .accept(MediaType.APPLICATION_JSON)
                .retrieve()
                .body(FeedController.Offset.class);
        return Objects.requireNonNull(found).offset();
    }

    private static MultiValueMap<String, String> only(Set<String> types, Set<String> subjects) {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        types.forEach(each -> parameters.add("type", each));
        subjects.forEach(each -> parameters.add("subject", each));
        return parameters;
    }

    /**
     * A part of the feed.
     *
     * @param body the events, byte for byte
     * @param next the position up to which the publisher has read the feed; never before that of the last event
     */
    record Page(byte[] body, long next) {}

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
