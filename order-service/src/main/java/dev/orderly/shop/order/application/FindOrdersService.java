package dev.orderly.shop.order.application;

import java.util.UUID;

import dev.orderly.shop.order.domain.Order;
import dev.orderly.shop.order.domain.OrderNotFoundException;
import dev.orderly.shop.order.domain.OrderStatus;
import dev.orderly.shop.order.domain.Orders;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Finds orders. */
@Service
@Transactional(readOnly = true)
public class FindOrdersService {

    private final Orders orders;

    FindOrdersService(Orders orders) {
        this.orders = orders;
    }

    public Order find(UUID orderId) {
        return orders.find(orderId).orElseThrow(() -> new OrderNotFoundException(orderId));
    }

    public Orders.Page newestFirst(@Nullable OrderStatus status, @Nullable Long after, int limit) {
        return orders.newestFirst(status, after, limit);
    }
}
