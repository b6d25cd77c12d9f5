package dev.orderly.lab.rung.store;

import dev.orderly.events.EventHandler;
import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;

/** The same handler for every transport; the transport is one property. */
class StoreHandler {

    private final LabRefunds refunds;

    StoreHandler(LabRefunds refunds) {
        this.refunds = refunds;
    }

    @EventHandler
    void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
