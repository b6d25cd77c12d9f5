package dev.orderly.shop.order.application;

import java.time.Clock;
import java.util.UUID;

import dev.orderly.shop.order.domain.Order;
import dev.orderly.shop.order.domain.Orders;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Cancels an order that is not shipped yet. */
@Service
public class CancelOrderService {

    private final Orders orders;
    private final OrderLog log;
    private final Clock clock;

    CancelOrderService(Orders orders, OrderLog log, Clock clock) {
        this.orders = orders;
        this.log = log;
        this.clock = clock;
    }

    @Transactional
    public Order cancel(UUID orderId, String reason) {
        var order = orders.forChange(orderId);
        order.cancel(reason, clock.instant());
        orders.save(order);
        log.canceled(order);
        return order;
    }
}
