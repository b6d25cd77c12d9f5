package dev.orderly.shop.order.idempotency;

/** A call with the same key is being answered at this moment. */
public class KeyInFlightException extends RuntimeException {}
