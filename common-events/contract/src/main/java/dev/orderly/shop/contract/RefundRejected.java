package dev.orderly.shop.contract;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

import static java.util.Objects.requireNonNull;

/** The gateway refused the refund permanently. The aggregate is the order, so the refund has the same partition key. */
@EventType("refund.rejected.v1")
public record RefundRejected(UUID refundId, UUID orderId, String reason) implements DomainEvent {

    public RefundRejected {
        requireNonNull(refundId, "refundId");
        requireNonNull(orderId, "orderId");
        requireNonNull(reason, "reason");
    }

    @Override
    public String aggregateId() {
        return orderId.toString();
    }
}
