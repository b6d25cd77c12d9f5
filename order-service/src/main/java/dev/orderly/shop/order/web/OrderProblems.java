package dev.orderly.shop.order.web;

import dev.orderly.shop.idempotency.Refusals;
import dev.orderly.shop.order.domain.InvalidOrderException;
import dev.orderly.shop.order.domain.OrderAlreadyCanceledException;
import dev.orderly.shop.order.domain.OrderAlreadyShippedException;
import dev.orderly.shop.order.domain.OrderException;
import dev.orderly.shop.web.ProblemResponses;
import dev.orderly.shop.web.ProblemType;
import dev.orderly.shop.web.Violation;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** The problems of this service, and which of its exceptions are refusals that an idempotency key replays. */
@RestControllerAdvice
@Order(0)
class OrderProblems implements Refusals {

    private static final ProblemType NOT_FOUND = new ProblemType(HttpStatus.NOT_FOUND, "order-not-found");
    private static final ProblemType ALREADY_SHIPPED = new ProblemType(HttpStatus.CONFLICT, "order-already-shipped");
    private static final ProblemType ALREADY_CANCELED = new ProblemType(HttpStatus.CONFLICT, "order-already-canceled");

    @ExceptionHandler
    ResponseEntity<Object> refused(OrderException refused) {
        return ProblemResponses.of(problemOf(refused));
    }

    @ExceptionHandler
    ResponseEntity<Object> invalid(InvalidOrderException invalid) {
        return ProblemResponses.of(ProblemType.INVALID_REQUEST.problem(
                "The order breaks the rules listed in errors.",
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
}
