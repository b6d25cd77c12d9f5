package dev.orderly.shop.refund.application;

/** The gateway gave no final answer. Whether it has paid is unknown; its message says what was seen. */
public class GatewayTroubleException extends Exception {

    public GatewayTroubleException(String whatWasSeen) {
        super(whatWasSeen);
    }

    public GatewayTroubleException(String whatWasSeen, Throwable cause) {
        super(whatWasSeen, cause);
    }
}
