package dev.orderly.shop.idempotency;

/**
 * A request with a key. Two requests are the same one if caller, method, path and key are equal.
 *
 * @param caller      who sent it, so that nobody gets the response of another who chose the same key; empty without a login
 * @param requestHash SHA-256 of the body
 */
record KeyedCall(String caller, String method, String path, IdempotencyKey key, byte[] requestHash) {}
