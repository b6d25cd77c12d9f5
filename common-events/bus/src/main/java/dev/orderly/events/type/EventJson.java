package dev.orderly.events.type;

import dev.orderly.events.DomainEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Maps events to JSON and back. It does not use the application's own JSON settings, so that changing those cannot change
 * the wire format. Unknown fields are ignored: a publisher may add fields at any time.
 */
public final class EventJson {

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * The payload of an event, as UTF-8.
     *
     * @throws JacksonException if the event cannot be written as JSON
     */
    public byte[] write(DomainEvent event) {
        return mapper.writeValueAsBytes(event);
    }

    /**
     * The event of a payload.
     *
     * @throws JacksonException if the payload is not JSON, or not of that class
     */
    public <T> T read(byte[] payload, Class<T> eventClass) {
        return mapper.readValue(payload, eventClass);
    }
}
