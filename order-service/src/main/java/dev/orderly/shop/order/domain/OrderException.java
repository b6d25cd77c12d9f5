package dev.orderly.shop.order.domain;

import java.util.UUID;

/** A valid request that the order refuses in its current state. */
public abstract sealed class OrderException extends RuntimeException
        permits OrderNotFoundException, OrderAlreadyShippedException, OrderAlreadyCanceledException {

    private final UUID orderId;

    OrderException(UUID orderId, String message) {
        super(message);
        this.orderId = orderId;
    }

    public UUID orderId() {
        return orderId;
    }
}
