package dev.orderly.shop.refund.domain;

import java.time.Instant;
import java.util.UUID;

import dev.orderly.events.Events;
import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.contract.RefundCompleted;
import dev.orderly.shop.contract.RefundRejected;
import org.jspecify.annotations.Nullable;

import static dev.orderly.shop.refund.domain.RefundStatus.COMPLETED;
import static dev.orderly.shop.refund.domain.RefundStatus.REJECTED;
import static dev.orderly.shop.refund.domain.RefundStatus.REQUESTED;

/**
 * The refund of one canceled order.
 *
 * <p>The first final answer counts: a completed or rejected refund never changes again and raises no second event,
 * however often the gateway is called.
 */
public final class Refund {

    private final UUID id;
    private final UUID orderId;
    private final Amount amount;
    private final Instant requestedAt;
    private RefundStatus status;
    private @Nullable Instant settledAt;
    private @Nullable String receiptId;
    private @Nullable String rejectionReason;

    /** Restores a stored refund; {@link #request} creates a new one. */
    public Refund(
            UUID id,
            UUID orderId,
            Amount amount,
            Instant requestedAt,
            RefundStatus status,
            @Nullable Instant settledAt,
            @Nullable String receiptId,
            @Nullable String rejectionReason) {
        this.id = id;
        this.orderId = orderId;
        this.amount = amount;
        this.requestedAt = requestedAt;
        this.status = status;
        this.settledAt = settledAt;
        this.receiptId = receiptId;
        this.rejectionReason = rejectionReason;
    }

    /** @throws IllegalArgumentException if the amount is negative: that would be a charge */
    public static Refund request(UUID id, UUID orderId, Amount amount, Instant now) {
        verifyNotNegative(amount);
        return new Refund(id, orderId, amount, now, REQUESTED, null, null, null);
    }

    /**
     * The gateway has paid. Raises {@link RefundCompleted}.
     *
     * @return false if the refund was already final; then nothing changes
     */
    public boolean complete(String receiptId, Instant now) {
        if (isFinal()) {
            return false;
        }
        this.status = COMPLETED;
        this.receiptId = receiptId;
        this.settledAt = now;
        Events.raise(new RefundCompleted(id, orderId, amount, receiptId));
        return true;
    }

    /**
     * The gateway has rejected the refund; this is final. Raises {@link RefundRejected}.
     *
     * @return false if the refund was already final; then nothing changes
     */
    public boolean reject(String reason, Instant now) {
        if (isFinal()) {
            return false;
        }
        this.status = REJECTED;
        this.rejectionReason = reason;
        this.settledAt = now;
        Events.raise(new RefundRejected(id, orderId, reason));
        return true;
    }

    /** Whether the amount is 0, because the order was free. */
    public boolean isOfNothing() {
        return amount.amount().signum() == 0;
    }

    private boolean isFinal() {
        return status != REQUESTED;
    }

    private static void verifyNotNegative(Amount amount) {
        if (amount.amount().signum() < 0) {
            throw new IllegalArgumentException("The amount of a refund must not be negative: " + amount.amount());
        }
    }

    public UUID id() {
        return id;
    }

    public UUID orderId() {
        return orderId;
    }

    public Amount amount() {
        return amount;
    }

    public Instant requestedAt() {
        return requestedAt;
    }

    public RefundStatus status() {
        return status;
    }

    /** When it became final; null before. */
    public @Nullable Instant settledAt() {
        return settledAt;
    }

    public @Nullable String receiptId() {
        return receiptId;
    }

    public @Nullable String rejectionReason() {
        return rejectionReason;
    }
}
