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

    /** How the headers of attributes begin. */
    static final String ATTRIBUTE = "ce_";

    private static final String ZEROS = "0".repeat(20);

    private static final Header SPEC_VERSION = new Header("ce_specversion", "1.0".getBytes(UTF_8));

    private CloudEventEncoder() {}

    /** The message that carries the event to a topic. */
    public static Message encode(EventMetadata event, String contentType, byte[] payload, String topic) {
        var subject = event.subject().getBytes(UTF_8);
        return new Message(
                topic, event.source() + "#" + event.position(), subject, headers(event, subject, contentType), payload);
    }

    private static List<Header> headers(EventMetadata event, byte[] subject, String contentType) {
        List<Header> headers = new ArrayList<>(11);
        headers.add(SPEC_VERSION);
        add(headers, "ce_id", event.id().toString());
        add(headers, SOURCE, event.source());
        add(headers, "ce_type", event.type());
        headers.add(new Header("ce_subject", subject));
        headers.add(new Header("ce_time", TimeText.of(event.time())));
        headers.add(new Header("ce_partitionkey", subject));
        add(headers, SEQUENCE, sequence(event.position()));
        add(headers, "content-type", contentType);
        var traceParent = event.traceParent();
        if (traceParent != null) {
            add(headers, "ce_traceparent", traceParent);
            add(headers, "traceparent", traceParent);
        }
        event.context().attributes().forEach((name, value) -> add(headers, ATTRIBUTE + name, value));
        return headers;
    }

    /** The header's value for a position: text that sorts like the number. */
    public static String sequence(long position) {
        var digits = Long.toString(position);
        return ZEROS.substring(digits.length()) + digits;
    }

    private static void add(List<Header> headers, String name, String value) {
        headers.add(new Header(name, value.getBytes(UTF_8)));
    }
}
