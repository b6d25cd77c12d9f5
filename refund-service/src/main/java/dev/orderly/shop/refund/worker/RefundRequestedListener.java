package dev.orderly.shop.refund.worker;

import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.RefundRequested;
import dev.orderly.shop.work.LeasedWork;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Wakes a thread right after the commit that has requested a refund. */
@Component
class RefundRequestedListener {

    private final LeasedWork<Refund> refundWork;

    RefundRequestedListener(LeasedWork<Refund> refundWork) {
        this.refundWork = refundWork;
    }

    @TransactionalEventListener
    void on(RefundRequested event) {
        refundWork.wake();
    }
}
