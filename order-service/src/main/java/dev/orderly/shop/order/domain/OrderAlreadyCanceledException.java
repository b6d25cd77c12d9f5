package dev.orderly.shop.order.domain;

import java.util.UUID;

/** The order was called off: it can be neither shipped nor cancelled again. */
public final class OrderAlreadyCanceledException extends OrderException {

    public OrderAlreadyCanceledException(UUID orderId) {
        super(orderId, "The order has been cancelled.");
    }
}
