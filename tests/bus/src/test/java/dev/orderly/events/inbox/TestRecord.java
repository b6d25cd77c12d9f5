package dev.orderly.events.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A record as a publisher would send it, and every way to spoil it. */
record TestRecord(byte @Nullable [] key, List<Header> headers, byte @Nullable [] value) {

    static TestRecord of(String type, String subject, String payload) {
        return of(UUID.randomUUID(), type, subject, payload);
    }

    static TestRecord of(UUID id, String type, String subject, String payload) {
        return new TestRecord(
                subject.getBytes(UTF_8),
                List.of(
                        header("ce_specversion", "1.0"),
                        header("ce_id", id.toString()),
                        header("ce_source", "/baskets"),
                        header("ce_type", type),
                        header("ce_subject", subject),
                        header("ce_time", "2026-11-22T10:00:00Z"),
                        header("ce_partitionkey", subject),
                        header("ce_sequence", "00000000000000000001"),
                        header("content-type", "application/json")),
                payload.getBytes(UTF_8));
    }

    TestRecord withKey(byte @Nullable [] newKey) {
        return new TestRecord(newKey, headers, value);
    }

    TestRecord withValue(byte @Nullable [] newValue) {
        return new TestRecord(key, headers, newValue);
    }

    TestRecord withValue(String newValue) {
        return withValue(newValue.getBytes(UTF_8));
    }

    TestRecord without(String header) {
        return new TestRecord(
                key, headers.stream().filter(each -> !each.key().equals(header)).toList(), value);
    }

    TestRecord with(String header, String newValue) {
        return without(header).and(header(header, newValue));
    }

    TestRecord with(String header, byte[] newValue) {
        return without(header).and(new RecordHeader(header, newValue));
    }

    TestRecord and(Header header) {
        List<Header> more = new ArrayList<>(headers);
        more.add(header);
        return new TestRecord(key, more, value);
    }

    ProducerRecord<byte[], byte[]> to(String topic) {
        return new ProducerRecord<>(topic, null, key, value, headers);
    }

    static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(UTF_8));
    }
}
