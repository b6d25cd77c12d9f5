package dev.orderly.lab.shop;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Cancels the next line of an order. It does not know which rung handles the event. */
public class CancelOrderLine {

    private final LabOrders orders;

    CancelOrderLine(JdbcClient jdbc) {
        this.orders = new LabOrders(jdbc);
    }

    @Transactional
    public void of(long orderNo, UUID cancellation) {
        var order = orders.get(orderNo);
        order.cancelNextLine(cancellation);
        orders.save(order, cancellation);
    }
}
