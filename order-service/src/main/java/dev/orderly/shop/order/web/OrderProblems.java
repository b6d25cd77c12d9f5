package dev.orderly.shop.order.web;

import dev.orderly.shop.order.domain.InvalidOrderException;
import dev.orderly.shop.order.domain.OrderAlreadyCanceledException;
import dev.orderly.shop.order.domain.OrderAlreadyShippedException;
import dev.orderly.shop.order.domain.OrderException;
import dev.orderly.shop.order.idempotency.KeyInFlightException;
import dev.orderly.shop.order.idempotency.KeyReusedException;
import dev.orderly.shop.order.idempotency.Refusals;
import dev.orderly.shop.web.ProblemType;
import dev.orderly.shop.web.Violation;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** The problems that only this service has. */
@RestControllerAdvice
@Order(0)
class OrderProblems implements Refusals {

    private static final ProblemType NOT_FOUND = new ProblemType(HttpStatus.NOT_FOUND, "order-not-found");
    private static final ProblemType ALREADY_SHIPPED = new ProblemType(HttpStatus.CONFLICT, "order-already-shipped");
    private static final ProblemType ALREADY_CANCELED = new ProblemType(HttpStatus.CONFLICT, "order-already-canceled");
    private static final ProblemType KEY_IN_FLIGHT = new ProblemType(HttpStatus.CONFLICT, "idempotency-key-in-flight");
    private static final ProblemType KEY_REUSED =
            new ProblemType(HttpStatus.UNPROCESSABLE_CONTENT, "idempotency-key-reused");

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(OrderException refused) {
        return answer(problemOf(refused));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> inFlight(KeyInFlightException inFlight) {
        return answer(KEY_IN_FLIGHT.problem("A call with this key is being answered right now. Please try again."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> reused(KeyReusedException reused) {
        return answer(KEY_REUSED.problem("This key was first used with another body."));
    }

    /** Handed on as what it is for the client: a request that breaks a rule. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> invalid(InvalidOrderException invalid) {
        return answer(ProblemType.INVALID_REQUEST.problem(
                "The order breaks the rules listed under errors.",
                invalid.violations().stream()
                        .map(violation -> Violation.ofPath(violation.path(), violation.message()))
                        .toList()));
    }

    @Override
    public @Nullable ProblemDetail problemOf(RuntimeException thrown) {
        return thrown instanceof OrderException refused ? problemOf(refused) : null;
    }

    private static ProblemDetail problemOf(OrderException refused) {
        var problem = typeOf(refused).problem(String.valueOf(refused.getMessage()));
        problem.setProperty("orderId", refused.orderId());
        return problem;
    }

    private static ProblemType typeOf(OrderException refused) {
        if (refused instanceof OrderAlreadyShippedException) {
            return ALREADY_SHIPPED;
        }
        return refused instanceof OrderAlreadyCanceledException ? ALREADY_CANCELED : NOT_FOUND;
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
