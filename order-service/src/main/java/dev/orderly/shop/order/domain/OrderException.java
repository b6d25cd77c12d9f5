package dev.orderly.shop.order.domain;

import java.util.UUID;

/** A well-formed wish that the order, as it stands, has to refuse. */
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
