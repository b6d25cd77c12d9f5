package dev.orderly.shop.order.messaging;

import dev.orderly.events.EventHandler;
import dev.orderly.shop.contract.RefundCompleted;
import dev.orderly.shop.contract.RefundRejected;
import dev.orderly.shop.order.application.CompleteRefundService;
import dev.orderly.shop.order.application.RejectRefundService;
import org.springframework.stereotype.Component;

/** Handles {@code refund-events}: updates the refund status of the order. */
@Component
class OrderServiceEventHandler {

    private final CompleteRefundService completeRefund;
    private final RejectRefundService rejectRefund;

    OrderServiceEventHandler(CompleteRefundService completeRefund, RejectRefundService rejectRefund) {
        this.completeRefund = completeRefund;
        this.rejectRefund = rejectRefund;
    }

    @EventHandler
    void on(RefundCompleted event) {
        completeRefund.complete(event.orderId(), event.receiptId());
    }

    @EventHandler
    void on(RefundRejected event) {
        rejectRefund.reject(event.orderId(), event.reason());
    }
}
