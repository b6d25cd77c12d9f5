package dev.orderly.lab.rung.aftercommit;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Runs after the order's commit, so never for an order that was rolled back. It needs a new transaction: the caller's is
 * already committed, so a change that joined it would never be committed.
 */
class AfterCommitHandler {

    private final LabRefunds refunds;

    AfterCommitHandler(LabRefunds refunds) {
        this.refunds = refunds;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
