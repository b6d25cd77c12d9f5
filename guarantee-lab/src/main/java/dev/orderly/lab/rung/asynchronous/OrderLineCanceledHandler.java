package dev.orderly.lab.rung.asynchronous;

import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.Refunds;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Transactional;

/** Runs in another thread, at once: perhaps before the caller's transaction has committed, or for one that never does. */
class OrderLineCanceledHandler {

    private final Refunds refunds;

    OrderLineCanceledHandler(Refunds refunds) {
        this.refunds = refunds;
    }

    @Async
    @EventListener
    @Transactional
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
