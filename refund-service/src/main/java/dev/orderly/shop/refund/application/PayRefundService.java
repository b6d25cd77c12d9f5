package dev.orderly.shop.refund.application;

import dev.orderly.events.tracing.EventTracing;
import dev.orderly.shop.refund.application.GatewayAnswer.Receipt;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.work.Leased;
import dev.orderly.shop.work.Leases;
import dev.orderly.shop.work.RetryBackoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Pays a leased refund: calls the gateway and stores its answer. Each step commits on its own; the gateway is called
 * between transactions.
 *
 * <p>The process may die at any point: when the lease expires, the refund is due again, and the gateway, called with the
 * same idempotency key, gives the same answer as before. The lease only avoids needless calls.
 */
@Service
public class PayRefundService {

    /** The gateway refunds no amount of 0, so the refund of a free order is completed without it. */
    static final Receipt NOTHING_TO_PAY = new Receipt("nothing-to-pay");

    private static final Logger log = LoggerFactory.getLogger(PayRefundService.class);

    private final Leases<Refund> leases;
    private final PaymentGateway gateway;
    private final SettleRefundService settleRefund;
    private final EventTracing tracing;
    private final RetryBackoff backoff;

    PayRefundService(
            Leases<Refund> leases,
            PaymentGateway gateway,
            SettleRefundService settleRefund,
            EventTracing tracing,
            PaymentProperties properties) {
        this.leases = leases;
        this.gateway = gateway;
        this.settleRefund = settleRefund;
        this.tracing = tracing;
        this.backoff = new RetryBackoff(properties.firstRetry(), properties.lastRetry());
    }

    /** Pays the refund, or postpones it if the gateway gives no final answer. */
    public void pay(Leased<Refund> due) {
        try (var span = tracing.open(due.traceParent(), "pay refund")) {
            tryToPay(due);
        }
    }

    private void tryToPay(Leased<Refund> due) {
        var refund = due.work();
        try {
            var answer = refund.isOfNothing() ? NOTHING_TO_PAY : gateway.refund(refund);
            if (settleRefund.settle(refund.id(), answer)) {
                log.info("Refund {} of order {} {}", refund.id(), refund.orderId(), answer.inWords());
            }
        } catch (GatewayUnavailableException e) {
            retryLater(due, e);
        }
    }

    private void retryLater(Leased<Refund> due, GatewayUnavailableException e) {
        var refund = due.work();
        var delay = backoff.after(due.attempt());
        leases.postpone(refund.id(), delay);
        log.warn(
                "Refund {} of order {} not paid (attempt {}): {}; retrying in {} ms",
                refund.id(),
                refund.orderId(),
                due.attempt(),
                e.getMessage(),
                delay.toMillis());
    }
}
