package dev.orderly.lab.shop;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

/**
 * A line of an order was cancelled.
 *
 * @param cancellation tells this cancellation from every other one
 * @param line         of each order 1, 2, 3, ..., in the order in which they were cancelled
 */
@EventType("lab.order-line-canceled.v1")
public record OrderLineCanceled(UUID cancellation, long orderNo, int line) implements DomainEvent {

    @Override
    public String aggregateId() {
        return String.valueOf(orderNo);
    }
}
