package dev.orderly.shop.order.domain;

import java.util.UUID;

/** The order has left the house: it can be neither cancelled nor shipped again. */
public final class OrderAlreadyShippedException extends OrderException {

    public OrderAlreadyShippedException(UUID orderId) {
        super(orderId, "The order has been shipped.");
    }
}
