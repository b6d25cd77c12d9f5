package dev.orderly.shop.refund.application;

import java.time.Clock;
import java.util.UUID;

import dev.orderly.shop.refund.domain.Refunds;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores the gateway's final answer and its event in one transaction. */
@Service
class SettleRefundService {

    private final Refunds refunds;
    private final Clock clock;

    SettleRefundService(Refunds refunds, Clock clock) {
        this.refunds = refunds;
        this.clock = clock;
    }

    /** @return false if the refund was already final; then nothing changes */
    @Transactional
    public boolean settle(UUID refundId, GatewayAnswer answer) {
        var refund = refunds.lock(refundId);
        if (!answer.settle(refund, clock.instant())) {
            return false;
        }
        refunds.save(refund);
        return true;
    }
}
