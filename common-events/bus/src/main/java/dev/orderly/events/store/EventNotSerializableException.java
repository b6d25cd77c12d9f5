package dev.orderly.events.store;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.support.CauseText;
import org.springframework.core.NestedExceptionUtils;
import tools.jackson.core.JacksonException;

/**
 * The event cannot be written as JSON. {@code Events.raise} throws it, and stores nothing.
 *
 * <p>It has no cause, because the messages of Jackson and of the event's own methods may quote the payload. Its stack trace
 * is that of the root cause.
 */
public final class EventNotSerializableException extends RuntimeException {

    EventNotSerializableException(String type, UUID id, String subject, DomainEvent event, JacksonException failure) {
        super(
                "%s %s of %s cannot be written as JSON: %s at %s of %s. Give the event only properties that Jackson can write, such as records, strings and numbers"
                        .formatted(
                                type,
                                id,
                                subject,
                                rootOf(failure).getClass().getName(),
                                CauseText.pointer(failure),
                                event.getClass().getName()));
        setStackTrace(rootOf(failure).getStackTrace());
    }

    private static Throwable rootOf(JacksonException failure) {
        return NestedExceptionUtils.getMostSpecificCause(failure);
    }
}
