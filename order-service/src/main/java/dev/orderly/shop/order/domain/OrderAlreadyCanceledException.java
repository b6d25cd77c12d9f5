package dev.orderly.shop.order.domain;

import java.util.UUID;

/** The order is canceled: it can be neither shipped nor canceled again. */
public final class OrderAlreadyCanceledException extends OrderException {

    public OrderAlreadyCanceledException(UUID orderId) {
        super(orderId, "The order is already canceled.");
    }
}
