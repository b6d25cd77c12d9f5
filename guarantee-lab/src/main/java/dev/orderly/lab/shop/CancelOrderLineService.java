package dev.orderly.lab.shop;

import java.util.UUID;

import org.springframework.transaction.annotation.Transactional;

/** Loads the order, lets it cancel its line, and saves it. The order raises the event. */
class CancelOrderLineService implements CancelOrderLine {

    private final LabOrders orders;

    CancelOrderLineService(LabOrders orders) {
        this.orders = orders;
    }

    @Override
    @Transactional
    public void of(long orderNo, UUID cancellation) {
        var order = orders.get(orderNo);
        order.cancelNextLine(cancellation);
        orders.save(order, cancellation);
    }
}
