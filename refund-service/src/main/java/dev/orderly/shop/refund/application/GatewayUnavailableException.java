package dev.orderly.shop.refund.application;

/** The gateway gave no final answer, so it is unknown whether it has paid; the message says what it did instead. */
public class GatewayUnavailableException extends Exception {

    public GatewayUnavailableException(String message) {
        super(message);
    }

    public GatewayUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
