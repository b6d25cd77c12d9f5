package dev.orderly.shop.refund.application;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** The refunds whose next call to the gateway is due, by the database's clock. */
public interface DueRefunds {

    /**
     * Takes the refund that has been due for longest, and counts the attempt. Nobody else gets it before the lease is
     * over; should this process die meanwhile, it is due again then. Commits at once.
     */
    Optional<DueRefund> lease(Duration lease);

    /** Makes the refund due after this delay, unless it has become final. Commits at once. */
    void postpone(UUID refundId, Duration delay);
}
