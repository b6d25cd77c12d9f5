package dev.orderly.events.test;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.inbox.Inbox;
import dev.orderly.events.type.EventJson;

/**
 * Gives events to the running service's handlers as a transport would, without one: twice, out of order, with any id.
 * Add it to a test's application context with {@code @Import(Deliveries.class)}:
 *
 * <pre>{@code
 * deliveries.twice(new OrderCanceled(...));
 *
 * var placed = deliveries.prepare(new OrderPlaced(...));
 * var canceled = deliveries.prepare(new OrderCanceled(...));
 * deliveries.deliver(canceled, placed, canceled);
 * }</pre>
 *
 * <p>A test that needs no broker for anything else leaves it out with {@code
 * spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration}.
 *
 * <p>Everything happens in the calling thread, which must not be in a transaction, and is committed when a method
 * returns. As in production, a handler that fails makes its event a dead letter, which is retried, and not the delivery
 * fail.
 */
public final class Deliveries {

    private static final String TOPIC = "test-deliveries";
    private static final String SOURCE = "/test";

    private final EventJson json = new EventJson();
    private final AtomicLong position = new AtomicLong();
    private final Inbox inbox;

    /** To the handlers behind this inbox. */
    public Deliveries(Inbox inbox) {
        this.inbox = inbox;
    }

    /** A new event, with the next position. Nothing is delivered yet. */
    public Delivery prepare(DomainEvent event) {
        return new Delivery(event, UUID.randomUUID(), position.incrementAndGet(), SOURCE);
    }

    /** Delivers new events, one after the other. */
    public void deliver(DomainEvent... events) {
        Stream.of(events).map(this::prepare).forEach(this::deliver);
    }

    /** Delivers one after the other, in this order, each in a batch of its own: as often as it is named. */
    public void deliver(Delivery... deliveries) {
        for (var each : deliveries) {
            inbox.receive(List.of(each.message(TOPIC, json)));
        }
    }

    /** Delivers all of them in one batch, which shares a transaction as long as nothing in it fails. */
    public void deliverTogether(Delivery... deliveries) {
        inbox.receive(
                Stream.of(deliveries).map(each -> each.message(TOPIC, json)).toList());
    }

    /** Delivers a new event, and the same once more. */
    public void twice(DomainEvent event) {
        var delivery = prepare(event);
        deliver(delivery, delivery);
    }
}
