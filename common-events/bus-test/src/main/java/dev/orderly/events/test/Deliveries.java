package dev.orderly.events.test;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.type.EventJson;
import dev.orderly.events.type.EventTypes;

/**
 * Delivers events to the running service's handlers without a transport: twice, out of order, with any id. Add it to the
 * application context of a test with {@code @Import(Deliveries.class)}:
 *
 * <pre>{@code
 * deliveries.twice(new OrderCanceled(...));
 *
 * var placed = deliveries.prepare(new OrderPlaced(...));
 * var canceled = deliveries.prepare(new OrderCanceled(...));
 * deliveries.deliver(canceled, placed, canceled);
 * }</pre>
 *
 * <p>If a test needs no broker, exclude it with {@code
 * spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration}.
 *
 * <p>Every method works in the calling thread, which must not be in a transaction, and commits before it returns. As in
 * production, if a handler fails, its event becomes a dead letter and is retried; the delivery does not fail. If nothing handles the event, it does: {@link IllegalArgumentException}.
 */
public final class Deliveries {

    private static final String TOPIC = "test-deliveries";
    private static final String SOURCE = "/test";

    private final EventJson json = new EventJson();
    private final AtomicLong position = new AtomicLong();
    private final EventConsumers consumers;

    /** Delivers to the handlers of these consumers. */
    public Deliveries(EventConsumers consumers) {
        this.consumers = consumers;
    }

    /** A new delivery with the next position, which is not delivered yet. */
    public Delivery prepare(DomainEvent event) {
        return new Delivery(event, UUID.randomUUID(), position.incrementAndGet(), SOURCE);
    }

    /** Delivers new events, one after the other. */
    public void deliver(DomainEvent... events) {
        Stream.of(events).map(this::prepare).forEach(this::deliver);
    }

    /** Delivers in this order, each in a batch of its own. A delivery that is passed twice is delivered twice. */
    public void deliver(Delivery... deliveries) {
        for (var each : deliveries) {
            deliverTogether(each);
        }
    }

    /** Delivers all in one batch to each consumer, which processes it in one transaction unless a handler fails. */
    public void deliverTogether(Delivery... deliveries) {
        for (var each : deliveries) {
            verifyHandled(each.event());
        }
        var messages =
                Stream.of(deliveries).map(each -> each.message(TOPIC, json)).toList();
        consumers.all().forEach(each -> each.inbox().receive(messages));
    }

    /** In production such an event is ignored; in a test, that would look as if its handler did nothing. */
    private void verifyHandled(DomainEvent event) {
        var type = EventTypes.nameOf(event.getClass());
        if (consumers.all().stream().noneMatch(each -> each.inbox().handles(type))) {
            throw new IllegalArgumentException(
                    "No @EventHandler of this application context handles %s (%s): add the bean with its handler to the test's context"
                            .formatted(type, event.getClass().getName()));
        }
    }

    /** Delivers a new event twice. */
    public void twice(DomainEvent event) {
        var delivery = prepare(event);
        deliver(delivery, delivery);
    }
}
