package dev.orderly.shop.order.domain;

import java.util.UUID;

/** There is no order with this id. */
public final class OrderNotFoundException extends OrderException {

    public OrderNotFoundException(UUID orderId) {
        super(orderId, "There is no order with this id.");
    }
}
