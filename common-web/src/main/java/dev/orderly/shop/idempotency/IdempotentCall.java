package dev.orderly.shop.idempotency;

import java.util.function.Supplier;

import org.springframework.http.ResponseEntity;

/**
 * The current request, which may be a repeated one. A controller method takes it as a parameter and does its work inside
 * {@link #answer}.
 */
public interface IdempotentCall {

    /** The header that carries the client's key: quoted, as a string of structured headers, or without quotes. */
    String HEADER = "Idempotency-Key";

    /**
     * Does the work and returns its response. With a key, which belongs to the caller, one transaction covers the work and the stored response:
     * after a crash at any point either both exist or neither, so a repeated request either gets the response or does
     * the work. A refusal (409) is stored as well, except for 404; what the work changed before it refused is rolled back.
     *
     * <p>While another request with this key is being processed, the client gets 409; if the key belongs to another
     * body, 422. If the key was used longer ago than the retention (24 hours by default), the work is done again.
     *
     * @throws RuntimeException the exception of the work, if {@link Refusals} does not know it; nothing is stored then
     */
    ResponseEntity<?> answer(Supplier<ResponseEntity<?>> work);
}
