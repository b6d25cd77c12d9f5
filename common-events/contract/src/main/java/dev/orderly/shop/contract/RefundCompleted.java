package dev.orderly.shop.contract;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

import static java.util.Objects.requireNonNull;

/** The gateway has paid the money of a cancelled order back. Belongs to its order, so that both share a partition key. */
@EventType("refund.completed.v1")
public record RefundCompleted(UUID refundId, UUID orderId, Money amount, String receiptId) implements DomainEvent {

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
