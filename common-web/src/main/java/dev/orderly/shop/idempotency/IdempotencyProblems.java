package dev.orderly.shop.idempotency;

import dev.orderly.shop.web.ProblemResponses;
import dev.orderly.shop.web.ProblemType;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Answers requests whose key cannot be accepted now, or not with this body. */
@RestControllerAdvice
@Order(0)
class IdempotencyProblems {

    private static final ProblemType IN_FLIGHT = new ProblemType(HttpStatus.CONFLICT, "idempotency-key-in-flight");
    private static final ProblemType REUSED =
            new ProblemType(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused");

    @ExceptionHandler
    ResponseEntity<Object> inFlight(KeyInFlightException inFlight) {
        return ProblemResponses.of(IN_FLIGHT.problem(
                "The service is still processing a request with this Idempotency-Key. Try again in a moment."));
    }

    @ExceptionHandler
    ResponseEntity<Object> reused(KeyReusedException reused) {
        return ProblemResponses.of(REUSED.problem(
                "This Idempotency-Key was first used with another body. Send a new key with the new body."));
    }
}
