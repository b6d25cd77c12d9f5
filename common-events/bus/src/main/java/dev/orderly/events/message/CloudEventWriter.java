package dev.orderly.events.message;

import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.message.Message.Header;
import dev.orderly.events.store.EventEntry;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Writes an entry as a CloudEvents 1.0 message in binary mode: its attributes are headers, its payload stays as it is. */
public final class CloudEventWriter {

    /** The header that names the service an event comes from. */
    public static final String SOURCE = "ce_source";

    /** The header with the event's position, padded with zeros to 20 digits. */
    public static final String SEQUENCE = "ce_sequence";

    private CloudEventWriter() {}

    /** The message of an entry, on its way to a topic. */
    public static Message write(EventEntry entry, String topic) {
        return new Message(
                topic,
                entry.source() + "#" + entry.position(),
                entry.subject().getBytes(UTF_8),
                headers(entry),
                entry.payload());
    }

    private static List<Header> headers(EventEntry entry) {
        List<Header> headers = new ArrayList<>(11);
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", entry.id().toString());
        add(headers, SOURCE, entry.source());
        add(headers, "ce_type", entry.type());
        add(headers, "ce_subject", entry.subject());
        add(headers, "ce_time", entry.time().toString());
        add(headers, "ce_partitionkey", entry.subject());
        add(headers, SEQUENCE, sequence(entry.position()));
        add(headers, "content-type", entry.contentType());
        var traceParent = entry.traceParent();
        if (traceParent != null) {
            add(headers, "ce_traceparent", traceParent);
            add(headers, "traceparent", traceParent);
        }
        return headers;
    }

    /** A position as its header has it: text that sorts like the number. */
    public static String sequence(long position) {
        var digits = Long.toString(position);
        return "0".repeat(20 - digits.length()) + digits;
    }

    private static void add(List<Header> headers, String name, String value) {
        headers.add(new Header(name, value.getBytes(UTF_8)));
    }
}
