package dev.orderly.shop.order.domain;

import java.util.UUID;

/** The order is shipped: it can be neither canceled nor shipped again. */
public final class OrderAlreadyShippedException extends OrderException {

    public OrderAlreadyShippedException(UUID orderId) {
        super(orderId, "The order is already shipped.");
    }
}
