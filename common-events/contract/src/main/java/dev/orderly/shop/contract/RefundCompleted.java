package dev.orderly.shop.contract;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

import static java.util.Objects.requireNonNull;

/** The gateway refunded a canceled order. The aggregate is the order, so the refund has the same partition key. */
@EventType("refund.completed.v1")
public record RefundCompleted(UUID refundId, UUID orderId, Amount amount, String receiptId) implements DomainEvent {

    public RefundCompleted {
        requireNonNull(refundId, "refundId");
        requireNonNull(orderId, "orderId");
        requireNonNull(amount, "amount");
        requireNonNull(receiptId, "receiptId");
    }

    @Override
    public String aggregateId() {
        return orderId.toString();
    }
}
