package dev.orderly.events.feed;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.orderly.events.message.CloudEventWriter;
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
        String datacontenttype,
        @JsonRawValue String data) {

    static CloudEvent of(EventEntry entry) {
        return new CloudEvent(
                "1.0",
                entry.id(),
                entry.source(),
                entry.type(),
                entry.subject(),
                entry.time(),
                entry.subject(),
                CloudEventWriter.sequence(entry.position()),
                entry.traceParent(),
                entry.contentType(),
                new String(entry.payload(), UTF_8));
    }
}
