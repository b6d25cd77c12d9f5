package dev.orderly.events.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.orderly.events.EventContext;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.message.Message.Header;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Decodes the attributes of a CloudEvents 1.0 message in binary mode, and rejects an ambiguous message. */
public final class CloudEventDecoder {

    /** The headers of attributes that are no part of a context. */
    private static final Set<String> STANDARD = Set.of(
            "ce_specversion",
            "ce_id",
            "ce_source",
            "ce_type",
            "ce_subject",
            "ce_time",
            "ce_partitionkey",
            "ce_sequence",
            "ce_traceparent");

    private CloudEventDecoder() {}

    /**
     * The event's metadata.
     *
     * @throws MalformedEventException if an attribute is missing, repeated or malformed
     */
    public static EventMetadata decode(Message message) throws MalformedEventException {
        var headers = message.headers();
        var version = required(headers, "ce_specversion");
        if (!version.equals("1.0")) {
            throw new MalformedEventException("ce_specversion is %s, not 1.0".formatted(version));
        }
        var subject = required(headers, "ce_subject");
        var key = key(message);
        if (!subject.equals(key)) {
            throw new MalformedEventException(
                    key == null
                            ? "the message has no key, so the order within its aggregate is unknown"
                            : "the key differs from ce_subject, so the order within its aggregate is unknown");
        }
        return new EventMetadata(
                id(required(headers, "ce_id")),
                required(headers, "ce_type"),
                required(headers, "ce_source"),
                subject,
                time(required(headers, "ce_time")),
                position(required(headers, "ce_sequence")),
                optional(headers, "ce_traceparent"),
                context(headers),
                message.isReplayed());
    }

    /** Extensions that no context can have are ignored: they are of somebody else. */
    private static EventContext context(List<Header> headers) {
        Map<String, String> attributes = new HashMap<>();
        for (var header : headers) {
            var value = header.value();
            if (value == null
                    || STANDARD.contains(header.name())
                    || !header.name().startsWith(CloudEventEncoder.ATTRIBUTE)) {
                continue;
            }
            var name = header.name().substring(CloudEventEncoder.ATTRIBUTE.length());
            var text = new String(value, UTF_8);
            if (EventContext.isAttribute(name, text)) {
                attributes.putIfAbsent(name, text);
            }
        }
        return attributes.isEmpty() ? EventContext.EMPTY : new EventContext(attributes);
    }

    /** The event's id, even if the message is otherwise malformed. */
    public static @Nullable UUID idOf(Message message) {
        try {
            return id(required(message.headers(), "ce_id"));
        } catch (MalformedEventException e) {
            return null;
        }
    }

    /** The event's type, even if the message is otherwise malformed. */
    public static @Nullable String typeOf(Message message) {
        try {
            return optional(message.headers(), "ce_type");
        } catch (MalformedEventException e) {
            return null;
        }
    }

    /** The event's position, even if the message is otherwise malformed. */
    public static @Nullable Long positionOf(Message message) {
        try {
            return position(required(message.headers(), CloudEventEncoder.SEQUENCE));
        } catch (MalformedEventException e) {
            return null;
        }
    }

    /** The key as text; null if it is missing or no text. */
    public static @Nullable String key(Message message) {
        try {
            return message.key() == null ? null : text("key", message.key());
        } catch (MalformedEventException e) {
            return null;
        }
    }

    /** The event's aggregate. */
    public static String subjectOf(Message message) throws MalformedEventException {
        return required(message.headers(), "ce_subject");
    }

    private static String required(List<Header> headers, String name) throws MalformedEventException {
        var value = optional(headers, name);
        if (value == null || value.isBlank()) {
            throw new MalformedEventException("the header %s is missing".formatted(name));
        }
        return value;
    }

    private static @Nullable String optional(List<Header> headers, String name) throws MalformedEventException {
        var found = headers.stream().filter(each -> each.name().equals(name)).toList();
        if (found.size() > 1) {
            throw new MalformedEventException("the header %s is repeated: %d values".formatted(name, found.size()));
        }
        var value = found.isEmpty() ? null : found.get(0).value();
        return value == null ? null : text(name, value);
    }

    private static String text(String name, byte[] value) throws MalformedEventException {
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            if (text.indexOf('\0') >= 0) {
                throw new MalformedEventException("%s contains a NUL character".formatted(name));
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new MalformedEventException("%s is not UTF-8".formatted(name));
        }
    }

    private static UUID id(String value) throws MalformedEventException {
        try {
            var id = UUID.fromString(value);
            if (id.toString().equalsIgnoreCase(value)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new MalformedEventException("ce_id is not a UUID");
    }

    private static Instant time(String value) throws MalformedEventException {
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw new MalformedEventException("ce_time is not an RFC 3339 timestamp");
        }
    }

    private static long position(String value) throws MalformedEventException {
        try {
            var position = Long.parseLong(value);
            if (position > 0) {
                return position;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new MalformedEventException("ce_sequence is not a positive number");
    }
}
