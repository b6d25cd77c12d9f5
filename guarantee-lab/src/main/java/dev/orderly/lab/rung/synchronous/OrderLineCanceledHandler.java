package dev.orderly.lab.rung.synchronous;

import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.Refunds;
import org.springframework.context.event.EventListener;

/** Runs inside {@code Events.raise}: what it throws the caller gets, and what it waits for the caller waits for. */
record OrderLineCanceledHandler(Refunds refunds) {

    @EventListener
    void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
