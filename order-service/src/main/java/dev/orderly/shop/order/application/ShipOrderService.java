package dev.orderly.shop.order.application;

import java.util.UUID;

import dev.orderly.shop.order.domain.Order;
import dev.orderly.shop.order.domain.Orders;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Ships an order. */
@Service
public class ShipOrderService {

    private final Orders orders;
    private final OrderLog log;

    ShipOrderService(Orders orders, OrderLog log) {
        this.orders = orders;
        this.log = log;
    }

    @Transactional
    public Order ship(UUID orderId) {
        var order = orders.forChange(orderId);
        order.ship();
        orders.save(order);
        log.shipped(order);
        return order;
    }
}
