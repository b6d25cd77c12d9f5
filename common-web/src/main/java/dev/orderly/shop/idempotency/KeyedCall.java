package dev.orderly.shop.idempotency;

/**
 * A request with a key. Two requests are the same one if method, path and key are equal.
 *
 * @param requestHash SHA-256 of the body
 */
record KeyedCall(String method, String path, IdempotencyKey key, byte[] requestHash) {}
