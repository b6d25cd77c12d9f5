package dev.orderly.shop.order.idempotency;

import java.util.function.Supplier;

import org.springframework.http.ResponseEntity;

/**
 * The running request, as far as it may be a repetition. A controller's method takes it as a parameter, and does its
 * work through it.
 */
public interface IdempotentCall {

    /** The header that carries a client's key, quoted as a structured header's string or bare. */
    String HEADER = "Idempotency-Key";

    /**
     * Does the work and returns its answer. With a key, that happens in one transaction together with storing the
     * answer: after a crash at any point, either both are there or neither, and a repetition of the call either gets
     * the answer or does the work. An answer that refuses (404, 409) is stored as well, and what the work did before
     * it refused is rolled back.
     *
     * @throws KeyInFlightException when a call with this key is being answered right now
     * @throws KeyReusedException   when the key belongs to a call with another body
     * @throws RuntimeException     whatever the work throws and {@link Refusals} has no answer for; then nothing is stored
     */
    ResponseEntity<?> answer(Supplier<ResponseEntity<?>> work);
}
