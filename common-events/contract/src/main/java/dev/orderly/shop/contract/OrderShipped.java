package dev.orderly.shop.contract;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

import static java.util.Objects.requireNonNull;

/** The order was shipped; it can no longer be canceled. */
@EventType("order.shipped.v1")
public record OrderShipped(UUID orderId) implements DomainEvent {

    public OrderShipped {
        requireNonNull(orderId, "orderId");
    }

    @Override
    public String aggregateId() {
        return orderId.toString();
    }
}
