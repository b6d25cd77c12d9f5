package dev.orderly.events;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The attributes of an event besides its payload. A handler that needs them takes them as its second parameter:
 *
 * <pre>{@code
 * @EventHandler
 * void on(OrderPlaced event, EventMetadata metadata) {
 *     log.info("Order {} was placed at {} by {}", event.orderId(), metadata.time(), metadata.source());
 * }
 * }</pre>
 *
 * @param id          its identity, the same in every delivery: a UUIDv7 by the clock of its source. Do not order by it
 * @param type        its {@link EventType}
 * @param source      the service that raised it, such as {@code /order-service}
 * @param subject     the id of the aggregate that it belongs to
 * @param time        when it was raised, by the clock of its source. Do not order by it
 * @param position    its position among all events of its source: 1, 2, 3, ... without gaps
 * @param traceParent the W3C trace context in which it was raised; null if there was none
 * @param context     its correlation, causation and tenant, and headers of the application; empty if it has none
 * @param replay      whether a replay gives it to the consumer again: see {@link EventReplays}
 */
public record EventMetadata(
        UUID id,
        String type,
        String source,
        String subject,
        Instant time,
        long position,
        @Nullable String traceParent,
        EventContext context,
        boolean replay) {

    /** With an empty context, and in no replay. */
    public EventMetadata(
            UUID id,
            String type,
            String source,
            String subject,
            Instant time,
            long position,
            @Nullable String traceParent) {
        this(id, type, source, subject, time, position, traceParent, EventContext.EMPTY, false);
    }

    /** The same in a replay; also for a test of what a handler does then. */
    public EventMetadata inReplay() {
        return new EventMetadata(id, type, source, subject, time, position, traceParent, context, true);
    }
}
