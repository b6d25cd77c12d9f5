package dev.orderly.shop.refund.application;

import java.time.Clock;
import java.util.UUID;

import dev.orderly.events.Events;
import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.RefundRequested;
import dev.orderly.shop.refund.domain.Refunds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores the request for a refund; it is paid after the commit, by {@link PayRefundService}. */
@Service
public class RequestRefundService {

    private static final Logger log = LoggerFactory.getLogger(RequestRefundService.class);

    private final Refunds refunds;
    private final Clock clock;

    RequestRefundService(Refunds refunds, Clock clock) {
        this.refunds = refunds;
        this.clock = clock;
    }

    /** Creates at most one refund per order, however often it is requested; the first amount counts. */
    @Transactional
    public void request(UUID orderId, Amount amount) {
        var refund = Refund.request(refunds.nextId(), orderId, amount, clock.instant());
        if (!refunds.add(refund)) {
            log.info("Duplicate recognized: order {} already has a refund; nothing changes", orderId);
            return;
        }
        Events.raise(new RefundRequested(refund.id()));
        log.info(
                "Refund {} of order {} requested: {} {}",
                refund.id(),
                orderId,
                amount.amount().toPlainString(),
                amount.currency());
    }
}
