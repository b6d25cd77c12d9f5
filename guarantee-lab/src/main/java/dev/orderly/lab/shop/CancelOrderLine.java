package dev.orderly.lab.shop;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Cancels the next line of an order. It knows nothing of what follows from that, on any rung. */
public class CancelOrderLine {

    private final Orders orders;

    CancelOrderLine(JdbcClient jdbc) {
        this.orders = new Orders(jdbc);
    }

    @Transactional
    public void of(long orderNo, UUID cancellation) {
        var order = orders.get(orderNo);
        order.cancelNextLine(cancellation);
        orders.save(order, cancellation);
    }
}
