package dev.orderly.events.feed;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.orderly.events.inbox.StartPosition;
import dev.orderly.events.message.Message;
import org.springframework.web.client.HttpClientErrorException;

/** Reads the stored events of a publisher, whatever the transport is. It registers no reader, so it keeps no event. */
public final class StoreReader {

    private final String topic;
    private final FeedClient client;
    private final int limit;

    StoreReader(String topic, FeedClient client, int limit) {
        this.topic = topic;
        this.client = client;
        this.limit = limit;
    }

    /**
     * The position after which the events from this start on are.
     *
     * @throws org.springframework.web.client.RestClientException if the publisher is unavailable or refuses the request
     */
    public long offset(StartPosition start) {
        return client.offset(start);
    }

    /**
     * The next events after the position. If there are none, and the next position is the same, it was the last.
     *
     * @param types    only events of these types, or of any type if there are none
     * @param subjects only events of these aggregates, or of any if there are none
     * @throws EventsGoneException if the publisher has dropped the next event
     * @throws org.springframework.web.client.RestClientException if the publisher is unavailable or refuses the request
     */
    public Page after(long position, Set<String> types, Set<String> subjects) throws EventsGoneException {
        try {
            var page = client.after(position, limit, Duration.ZERO, types, subjects);
            return new Page(FeedMessages.messages(topic, page.body()), page.next());
        } catch (HttpClientErrorException.Gone e) {
            throw new EventsGoneException(
                    "%s has dropped the events after position %d of %s".formatted(client.service(), position, topic));
        }
    }

    /**
     * Some events.
     *
     * @param next the position up to which the publisher has read
     */
    public record Page(List<Message> messages, long next) {}

    /** The retention of the publisher has dropped events. */
    public static final class EventsGoneException extends Exception {

        EventsGoneException(String message) {
            super(message);
        }
    }
}
