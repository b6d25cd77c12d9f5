package dev.orderly.lab.rung.synchronous;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.context.event.EventListener;

/** Runs inside {@code Events.raise}: the caller gets its exceptions and waits until it returns. */
class SynchronousHandler {

    private final LabRefunds refunds;

    SynchronousHandler(LabRefunds refunds) {
        this.refunds = refunds;
    }

    @EventListener
    void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
