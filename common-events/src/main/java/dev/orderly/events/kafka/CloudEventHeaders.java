package dev.orderly.events.kafka;

import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.store.EventEntry;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

import static java.nio.charset.StandardCharsets.UTF_8;

/** An entry's attributes as CloudEvents 1.0 puts them on a Kafka record in binary mode. */
final class CloudEventHeaders {

    static final String SOURCE = "ce_source";
    static final String SEQUENCE = "ce_sequence";

    private CloudEventHeaders() {}

    static List<Header> of(EventEntry entry) {
        List<Header> headers = new ArrayList<>();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", entry.id().toString());
        add(headers, SOURCE, entry.source());
        add(headers, "ce_type", entry.type());
        add(headers, "ce_subject", entry.subject());
        add(headers, "ce_time", entry.time().toString());
        add(headers, "ce_partitionkey", entry.subject());
        add(headers, SEQUENCE, "%020d".formatted(entry.position()));
        add(headers, "content-type", entry.contentType());
        var traceParent = entry.traceParent();
        if (traceParent != null) {
            add(headers, "ce_traceparent", traceParent);
            add(headers, "traceparent", traceParent);
        }
        return headers;
    }

    private static void add(List<Header> headers, String name, String value) {
        headers.add(new RecordHeader(name, value.getBytes(UTF_8)));
    }
}
