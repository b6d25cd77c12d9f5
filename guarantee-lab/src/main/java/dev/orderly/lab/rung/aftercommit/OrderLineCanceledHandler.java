package dev.orderly.lab.rung.aftercommit;

import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.Refunds;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Runs when the order has committed, and so never for one that was rolled back. It takes a transaction of its own: the
 * caller's is over, and what joined it now would never be committed.
 */
class OrderLineCanceledHandler {

    private final Refunds refunds;

    OrderLineCanceledHandler(Refunds refunds) {
        this.refunds = refunds;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
