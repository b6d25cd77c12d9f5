package dev.orderly.shop.refund.application;

import dev.orderly.shop.refund.domain.Refund;

/** The payment gateway. Never call it inside a database transaction: a slow gateway would keep the locks held. */
public interface PaymentGateway {

    /**
     * Pays the refund. The refund's id is the idempotency key, so the gateway pays once, however often this is called.
     *
     * @return the gateway's final answer
     * @throws GatewayUnavailableException if there is no final answer within the timeout: the gateway may have paid or
     *     not, so call again
     */
    GatewayAnswer refund(Refund refund) throws GatewayUnavailableException;
}
