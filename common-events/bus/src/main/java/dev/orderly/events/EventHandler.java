package dev.orderly.events;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean's method as the handler of an event type: its first parameter is the event, an optional second one its
 * {@link EventMetadata}. Or it takes several at once, for bulk statements, as a {@code List} of events or of {@link
 * ReceivedEvent}s.
 *
 * <pre>{@code
 * @EventHandler
 * void on(OrderCanceled event, EventMetadata metadata) {
 *     refunds.request(event.orderId(), metadata.time());
 * }
 * }</pre>
 *
 * <p>The bus calls the method in a database transaction that also marks the event as processed. Both commit or neither
 * does, so each event takes effect once, however often it is delivered. Events of one aggregate arrive one after the
 * other, in the order of their commits. If the method throws, the transaction rolls back and the event is retried; see
 * the {@code orderly.inbox} properties. Do not call other systems from here, because a rollback cannot undo such a call:
 * store the intent, and act on it after the commit.
 *
 * <p>A handler of a {@code List} gets what its transport has delivered together, in order: one event, or hundreds. All of them are
 * marked as processed in one transaction with what it does, or none is. If it throws, it is called again with one event at a
 * time, so that only the failing one becomes a dead letter. What it raises has no {@link EventContext}, since its events may
 * have different ones, and no {@link EventInterceptor} is called.
 *
 * <p>The work must be done when the method returns: a service with a handler that is {@code @Async}, or that returns a
 * future or a reactive type, does not start.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface EventHandler {

    /**
     * The consumer that this handler belongs to, such as {@code billing}; empty for the service's default consumer. An event
     * type may have one handler in each consumer. A consumer has progress, duplicates and dead letters of its own: if one
     * cannot handle an event, the others are not delayed. Its full name, in the transport and in the tables, is {@code
     * <orderly.consumer>.<consumer>}.
     *
     * @return lower-case letters, digits and dashes
     */
    String consumer() default "";

    /**
     * Where the consumer of this handler begins in a topic that it has never read: {@code earliest}, {@code latest}, a time
     * such as {@code 2026-11-30T00:00:00Z}, or a position; empty for what {@code orderly.inbox.start} says. It belongs to the
     * consumer, so all its handlers that name a start name the same. Once the consumer has begun, it has no effect.
     *
     * <pre>{@code
     * @EventHandler(consumer = "billing", start = "latest")
     * void bill(OrderPlaced event) { ... }
     * }</pre>
     */
    String start() default "";

    /**
     * Whether a replay calls this handler again. With {@code false}, replays leave it out: for effects that nobody wants twice,
     * such as an e-mail. {@link EventMetadata#replay()} tells the others.
     */
    boolean replay() default true;
}
