package dev.orderly.shop.idempotency;

/** The key was first used with another body. */
class KeyReusedException extends RuntimeException {}
