package dev.orderly.lab.rung.asynchronous;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Transactional;

/** Runs at once in another thread: possibly before the caller's commit, and also when the caller's transaction rolls back. */
class AsynchronousHandler {

    private final LabRefunds refunds;

    AsynchronousHandler(LabRefunds refunds) {
        this.refunds = refunds;
    }

    @Async
    @EventListener
    @Transactional
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
