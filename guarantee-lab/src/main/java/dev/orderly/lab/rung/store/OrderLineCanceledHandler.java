package dev.orderly.lab.rung.store;

import dev.orderly.events.EventHandler;
import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.Refunds;

/** The same handler, whichever way the event comes: the way is a line of the configuration. */
record OrderLineCanceledHandler(Refunds refunds) {

    @EventHandler
    void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
