package dev.orderly.events.feed;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.store.EventEntry;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A stored event in the JSON format of CloudEvents 1.0, with its payload unchanged. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CloudEvent(
        String specversion,
        UUID id,
        String source,
        String type,
        String subject,
        Instant time,
        String partitionkey,
        String sequence,
        @Nullable String traceparent,
        @JsonAnyGetter Map<String, String> extensions,
        String datacontenttype,
        @JsonRawValue String data) {

    static CloudEvent of(EventEntry entry) {
        var event = entry.metadata();
        return new CloudEvent(
                "1.0",
                event.id(),
                event.source(),
                event.type(),
                event.subject(),
                event.time(),
                event.subject(),
                CloudEventEncoder.sequence(event.position()),
                event.traceParent(),
                event.context().attributes(),
                entry.contentType(),
                new String(entry.payload(), UTF_8));
    }
}
