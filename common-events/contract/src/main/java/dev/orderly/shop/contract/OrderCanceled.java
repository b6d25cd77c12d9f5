package dev.orderly.shop.contract;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

import static java.util.Objects.requireNonNull;

/** The order was canceled before shipping; the customer is refunded {@code refundAmount}. */
@EventType("order.canceled.v1")
public record OrderCanceled(UUID orderId, String reason, Amount refundAmount) implements DomainEvent {

    public OrderCanceled {
        requireNonNull(orderId, "orderId");
        requireNonNull(reason, "reason");
        requireNonNull(refundAmount, "refundAmount");
    }

    @Override
    public String aggregateId() {
        return orderId.toString();
    }
}
