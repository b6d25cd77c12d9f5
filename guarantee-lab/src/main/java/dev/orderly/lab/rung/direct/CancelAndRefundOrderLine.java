package dev.orderly.lab.rung.direct;

import java.util.UUID;

import dev.orderly.lab.shop.CancelOrderLine;
import dev.orderly.lab.shop.LabOrders;
import dev.orderly.lab.shop.LabRefunds;
import org.springframework.transaction.annotation.Transactional;

/**
 * Passes the refunds to the order, which calls them in the middle of its own change: order and refund are one piece of code.
 * The transaction stays open, and the order locked, for as long as the outside service takes.
 */
class CancelAndRefundOrderLine implements CancelOrderLine {

    private final LabOrders orders;
    private final LabRefunds refunds;

    CancelAndRefundOrderLine(LabOrders orders, LabRefunds refunds) {
        this.orders = orders;
        this.refunds = refunds;
    }

    @Override
    @Transactional
    public void of(long orderNo, UUID cancellation) {
        var order = orders.get(orderNo);
        order.cancelNextLine(cancellation, refunds);
        orders.save(order, cancellation);
    }
}
