package dev.orderly.shop.refund.application;

import dev.orderly.shop.refund.domain.Refund;

/** Where the money is. Never called inside a database transaction: a slow gateway would hold its locks. */
public interface PaymentGateway {

    /**
     * Pays the refund, under its id as the key by which the gateway recognises a repeated call: asking again, after
     * whatever happened to the last call, pays once.
     *
     * @return the gateway's final word
     * @throws GatewayUnavailableException when it gave none within its time: it may have paid or not, so ask again
     */
    GatewayAnswer refund(Refund refund) throws GatewayUnavailableException;
}
