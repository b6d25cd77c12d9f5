package dev.orderly.events.feed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.Message.Header;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Converts the events of a feed into the messages that a broker would deliver. The payload keeps its bytes: a number that
 * went through a {@code double} would come out as another one.
 */
final class FeedMessages {

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final String CONTENT_TYPE = "datacontenttype";

    private FeedMessages() {}

    /**
     * The messages of a page of the feed, in its order. It checks only the positions; the inbox checks the other
     * attributes.
     *
     * @throws JacksonException if the page is not JSON
     * @throws IllegalStateException if the page is no array of objects, or if an event has no position: the consumer could
     *     not save how far it has read
     */
    static List<Message> messages(String topic, byte[] page) {
        List<Message> messages = new ArrayList<>();
        try (var parser = JSON.createParser(ObjectReadContext.empty(), page)) {
            verify(parser.nextToken() == JsonToken.START_ARRAY);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                verify(parser.currentToken() == JsonToken.START_OBJECT);
                messages.add(message(topic, parser, page));
            }
        }
        return messages;
    }

    private static Message message(String topic, JsonParser parser, byte[] page) {
        Map<String, String> attributes = new LinkedHashMap<>();
        byte[] data = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            if (name.equals("data")) {
                data = value(parser, page);
            } else {
                attributes.put(name, parser.getString());
                parser.skipChildren();
            }
        }
        List<Header> headers = new ArrayList<>(attributes.size());
        attributes.forEach((name, value) ->
                headers.add(new Header(name.equals(CONTENT_TYPE) ? "content-type" : "ce_" + name, bytes(value))));
        var message = new Message(
                topic,
                topic + "#" + attributes.getOrDefault("sequence", ""),
                bytes(attributes.getOrDefault("subject", "")),
                headers,
                data);
        positionOf(message);
        return message;
    }

    /** The bytes of the value that the parser has just entered, as they are in the page. */
    private static byte[] value(JsonParser parser, byte[] page) {
        var begin = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(page, begin, (int) parser.currentLocation().getByteOffset());
    }

    private static void verify(boolean isArrayOfObjects) {
        if (!isArrayOfObjects) {
            throw new IllegalStateException("The page of the feed is not an array of events");
        }
    }

    static long positionOf(Message message) {
        var position = CloudEventDecoder.positionOf(message);
        if (position == null) {
            throw new IllegalStateException("The event %s of the feed has no position".formatted(message.origin()));
        }
        return position;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
