package dev.orderly.lab.rung.xa;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.jms.annotation.JmsListener;

/** Receives in the transaction in which it books: the message is gone if, and only if, the refund is booked. */
class XaListener {

    private final LabRefunds refunds;

    XaListener(LabRefunds refunds) {
        this.refunds = refunds;
    }

    @JmsListener(destination = XaRung.QUEUE)
    void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
