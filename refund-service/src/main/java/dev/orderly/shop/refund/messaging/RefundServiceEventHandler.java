package dev.orderly.shop.refund.messaging;

import dev.orderly.events.EventHandler;
import dev.orderly.shop.contract.OrderCanceled;
import dev.orderly.shop.refund.application.RequestRefundService;
import org.springframework.stereotype.Component;

/** Handles {@code order-events}: requests a refund for each canceled order. */
@Component
class RefundServiceEventHandler {

    private final RequestRefundService requestRefund;

    RefundServiceEventHandler(RequestRefundService requestRefund) {
        this.requestRefund = requestRefund;
    }

    @EventHandler
    void on(OrderCanceled event) {
        requestRefund.request(event.orderId(), event.refundAmount());
    }
}
