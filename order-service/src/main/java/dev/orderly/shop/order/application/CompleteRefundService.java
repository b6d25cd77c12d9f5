package dev.orderly.shop.order.application;

import java.util.UUID;

import dev.orderly.shop.order.domain.Orders;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Records that the refund of a canceled order is paid. */
@Service
public class CompleteRefundService {

    private final Orders orders;
    private final OrderLog log;

    CompleteRefundService(Orders orders, OrderLog log) {
        this.orders = orders;
        this.log = log;
    }

    @Transactional
    public void complete(UUID orderId, String receiptId) {
        var order = orders.forChange(orderId);
        order.refundCompleted();
        orders.save(order);
        log.refundCompleted(order, receiptId);
    }
}
