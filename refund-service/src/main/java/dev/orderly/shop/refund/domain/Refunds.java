package dev.orderly.shop.refund.domain;

import java.util.Optional;
import java.util.UUID;

/** All refunds: one for an order at most. */
public interface Refunds {

    /** A new identity (a UUIDv7), which is also the key by which the gateway recognises a repeated call. */
    UUID nextId();

    /**
     * Stores a new refund.
     *
     * @return false when its order has a refund already, and nothing was stored
     */
    boolean add(Refund refund);

    Optional<Refund> ofOrder(UUID orderId);

    /**
     * The refund, locked until the running transaction ends.
     *
     * @throws java.util.NoSuchElementException when there is none
     */
    Refund lock(UUID refundId);

    /** Stores what became of a refund that this transaction has {@linkplain #lock locked}. */
    void save(Refund refund);
}
