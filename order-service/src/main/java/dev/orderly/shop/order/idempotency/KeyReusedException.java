package dev.orderly.shop.order.idempotency;

/** The key was first used with another body. */
public class KeyReusedException extends RuntimeException {}
