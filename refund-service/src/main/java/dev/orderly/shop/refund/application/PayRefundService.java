package dev.orderly.shop.refund.application;

import dev.orderly.events.tracing.EventTracing;
import dev.orderly.shop.refund.application.GatewayAnswer.Receipt;
import dev.orderly.shop.refund.domain.Refund;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Pays a refund that is due: takes it, asks the gateway, writes the answer down. Each step commits for itself, and the
 * call to the gateway happens between transactions.
 *
 * <p>May die at any point: the refund is due again when its lease ends, and the gateway, asked under the same key,
 * answers what it answered before. The lease only saves it needless calls.
 */
@Service
public class PayRefundService {

    /** A free order has nothing to pay back, which no gateway can be asked for; it is completed all the same. */
    static final Receipt NOTHING_TO_PAY = new Receipt("nothing-to-pay");

    private static final Logger log = LoggerFactory.getLogger(PayRefundService.class);

    private final DueRefunds dueRefunds;
    private final PaymentGateway gateway;
    private final SettleRefundService settleRefund;
    private final EventTracing tracing;
    private final PaymentProperties properties;
    private final BackOff backOff;

    PayRefundService(
            DueRefunds dueRefunds,
            PaymentGateway gateway,
            SettleRefundService settleRefund,
            EventTracing tracing,
            PaymentProperties properties) {
        this.dueRefunds = dueRefunds;
        this.gateway = gateway;
        this.settleRefund = settleRefund;
        this.tracing = tracing;
        this.properties = properties;
        this.backOff = new BackOff(properties.firstRetry(), properties.lastRetry());
    }

    /**
     * Pays one refund, or tries to.
     *
     * @param foundOne called when there was one, before it is paid
     * @return false when none was due
     */
    public boolean payNext(Runnable foundOne) {
        var due = dueRefunds.lease(properties.lease());
        due.ifPresent(refund -> {
            foundOne.run();
            try (var span = tracing.open(refund.traceParent(), "pay refund")) {
                pay(refund);
            }
        });
        return due.isPresent();
    }

    private void pay(DueRefund due) {
        var refund = due.refund();
        try {
            var answer = refund.isOfNothing() ? NOTHING_TO_PAY : gateway.refund(refund);
            if (settleRefund.settle(refund.id(), answer)) {
                log.info("Refund {} of order {} {}", refund.id(), refund.orderId(), answer.inWords());
            }
        } catch (GatewayUnavailableException trouble) {
            retryLater(refund, due.attempt(), trouble);
        }
    }

    private void retryLater(Refund refund, int attempt, GatewayUnavailableException trouble) {
        var delay = backOff.after(attempt);
        dueRefunds.postpone(refund.id(), delay);
        log.warn(
                "Refund {} of order {}: gateway trouble at attempt {} ({}), next try in {} ms",
                refund.id(),
                refund.orderId(),
                attempt,
                trouble.getMessage(),
                delay.toMillis());
    }
}
