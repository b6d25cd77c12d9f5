package dev.orderly.events.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.Message.Header;
import tools.jackson.databind.JsonNode;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Converts an event of a feed into the message that a broker would deliver. */
final class FeedMessages {

    private static final Set<String> NO_ATTRIBUTES = Set.of("data", "datacontenttype");

    private FeedMessages() {}

    /**
     * The message of the event. It checks only the position; the inbox checks the other attributes.
     *
     * @throws IllegalStateException if the event has no position: the consumer could not save how far it has read
     */
    static Message message(String topic, JsonNode event) {
        List<Header> headers = new ArrayList<>();
        event.properties().forEach(each -> {
            if (!NO_ATTRIBUTES.contains(each.getKey())) {
                headers.add(
                        new Header("ce_" + each.getKey(), bytes(each.getValue().asString())));
            }
        });
        headers.add(
                new Header("content-type", bytes(event.path("datacontenttype").asString(""))));
        var data = event.get("data");
        var message = new Message(
                topic,
                topic + "#" + event.path("sequence").asString(""),
                bytes(event.path("subject").asString("")),
                headers,
                data == null ? null : bytes(data.toString()));
        positionOf(message);
        return message;
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
