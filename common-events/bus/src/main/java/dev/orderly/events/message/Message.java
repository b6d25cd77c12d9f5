package dev.orderly.events.message;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A message as a transport carries it; it is not parsed yet, and may be malformed.
 *
 * @param topic   the topic that it was published to
 * @param origin  where the consumer found it, such as {@code order-events-3@17}; unique for a consumer
 * @param key     the aggregate id: messages with the same key keep their order
 * @param headers in their order, including repeated ones
 * @param payload its body
 */
public record Message(
        String topic, String origin, byte @Nullable [] key, List<Header> headers, byte @Nullable [] payload) {

    private static final String REPLAY = "replay ";

    /** The same, as this replay brings it. */
    public Message replayed(long replay) {
        return new Message(topic, REPLAY + replay + " of " + origin, key, headers, payload);
    }

    /** Whether a replay brought it. Its origin says so, which no other service can write, unlike a header. */
    public boolean isReplayed() {
        return origin.startsWith(REPLAY);
    }

    /** A header as it was received. */
    public record Header(String name, byte @Nullable [] value) {}
}
