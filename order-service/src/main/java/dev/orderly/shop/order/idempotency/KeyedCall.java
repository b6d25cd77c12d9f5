package dev.orderly.shop.order.idempotency;

/**
 * A call that carries a key. Another call is the same one if method, path and key are the same.
 *
 * @param requestHash SHA-256 of the body
 */
record KeyedCall(String method, String path, IdempotencyKey key, byte[] requestHash) {}
