package dev.orderly.lab.rung.asyncaftercommit;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Runs in another thread after the order's commit. Until it has run, only a queue in memory holds the event. */
class AsyncAfterCommitHandler {

    private final LabRefunds refunds;

    AsyncAfterCommitHandler(LabRefunds refunds) {
        this.refunds = refunds;
    }

    @Async
    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
