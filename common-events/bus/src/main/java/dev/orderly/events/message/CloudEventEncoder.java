package dev.orderly.events.message;

import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.message.Message.Header;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Encodes an event as a CloudEvents 1.0 message in binary mode: attributes become headers, the payload stays as it is. */
public final class CloudEventEncoder {

    /** The header with the service that raised the event. */
    public static final String SOURCE = "ce_source";

    /** The header with the event's position, padded with zeros to 20 digits. */
    public static final String SEQUENCE = "ce_sequence";

    private CloudEventEncoder() {}

    /** The message that carries the event to a topic. */
    public static Message encode(EventMetadata event, String contentType, byte[] payload, String topic) {
        return new Message(
                topic,
                event.source() + "#" + event.position(),
                event.subject().getBytes(UTF_8),
                headers(event, contentType),
                payload);
    }

    private static List<Header> headers(EventMetadata event, String contentType) {
        List<Header> headers = new ArrayList<>(11);
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.id().toString());
        add(headers, SOURCE, event.source());
        add(headers, "ce_type", event.type());
        add(headers, "ce_subject", event.subject());
        add(headers, "ce_time", event.time().toString());
        add(headers, "ce_partitionkey", event.subject());
        add(headers, SEQUENCE, sequence(event.position()));
        add(headers, "content-type", contentType);
        var traceParent = event.traceParent();
        if (traceParent != null) {
            add(headers, "ce_traceparent", traceParent);
            add(headers, "traceparent", traceParent);
        }
        return headers;
    }

    /** The header's value for a position: text that sorts like the number. */
    public static String sequence(long position) {
        var digits = Long.toString(position);
        return "0".repeat(20 - digits.length()) + digits;
    }

    private static void add(List<Header> headers, String name, String value) {
        headers.add(new Header(name, value.getBytes(UTF_8)));
    }
}
