package dev.orderly.shop.refund.application;

/** The gateway gave no final answer. Whether it has paid is unknown; its message says what was seen. */
public class GatewayUnavailableException extends Exception {

    public GatewayUnavailableException(String whatWasSeen) {
        super(whatWasSeen);
    }

    public GatewayUnavailableException(String whatWasSeen, Throwable cause) {
        super(whatWasSeen, cause);
    }
}
