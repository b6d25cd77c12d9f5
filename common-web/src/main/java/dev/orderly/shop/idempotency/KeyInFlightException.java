package dev.orderly.shop.idempotency;

/** Another request with the same key is being processed at this moment. */
class KeyInFlightException extends RuntimeException {}
