package dev.orderly.shop.refund.domain;

import java.util.Optional;
import java.util.UUID;

/** All refunds: at most one per order. */
public interface Refunds {

    /** A new id (a UUIDv7), which is also the idempotency key of the calls to the gateway. */
    UUID nextId();

    /**
     * Stores a new refund.
     *
     * @return false if its order already has a refund; then nothing is stored
     */
    boolean add(Refund refund);

    Optional<Refund> ofOrder(UUID orderId);

    /**
     * The refund, locked until the current transaction ends.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    Refund lock(UUID refundId);

    /** Stores the new state of a refund that this transaction has {@linkplain #lock locked}. */
    void save(Refund refund);
}
