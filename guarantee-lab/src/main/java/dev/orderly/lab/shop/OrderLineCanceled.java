package dev.orderly.lab.shop;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

/**
 * A line of an order was canceled.
 *
 * @param cancellation the unique id of this cancellation
 * @param line         1, 2, 3, ... for each order, in the order of its cancellations
 */
@EventType("lab.order-line-canceled.v1")
public record OrderLineCanceled(UUID cancellation, long orderNo, int line) implements DomainEvent {

    @Override
    public String aggregateId() {
        return String.valueOf(orderNo);
    }
}
