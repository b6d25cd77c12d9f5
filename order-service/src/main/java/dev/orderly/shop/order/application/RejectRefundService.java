package dev.orderly.shop.order.application;

import java.util.UUID;

import dev.orderly.shop.order.domain.Orders;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Records that the payment gateway has rejected the refund of a canceled order. */
@Service
public class RejectRefundService {

    private final Orders orders;
    private final OrderLog log;

    RejectRefundService(Orders orders, OrderLog log) {
        this.orders = orders;
        this.log = log;
    }

    @Transactional
    public void reject(UUID orderId, String reason) {
        var order = orders.forChange(orderId);
        order.refundRejected();
        orders.save(order);
        log.refundRejected(order, reason);
    }
}
