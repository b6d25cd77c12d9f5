package dev.orderly.shop.web;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.FieldError;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/**
 * Answers each exception of a controller, or of Spring before it, with a problem detail. It is the last of all advices:
 * a service handles its own exceptions first, in an advice with {@code @Order(0)}.
 *
 * <p>A client never sees the message of an exception unless it was written for clients: messages of frameworks name
 * classes, quote SQL, and change between versions.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler(InvalidRequestException.class)
    ResponseEntity<Object> invalid(InvalidRequestException e) {
        return ProblemResponses.of(invalid(e.violations()), HttpHeaders.EMPTY);
    }

    @ExceptionHandler(LargeResponses.TooManyLargeResponsesException.class)
    ResponseEntity<Object> busy() {
        return ProblemResponses.unavailable("The service is sending as many large responses as it can.");
    }

    @ExceptionHandler(Exception.class)
    @Nullable
    ResponseEntity<Object> unexpected(Exception e, HttpServletRequest request) {
        // Check the database first: its broken connection looks like a disconnected client, which would get no answer.
        if (DatabaseOutage.caused(e)) {
            log.warn(
                    "{} {} answered with 503: the database is not available: {}",
                    request.getMethod(),
                    request.getRequestURI(),
                    rootMessage(e));
            return ProblemResponses.databaseUnavailable();
        }
        if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
            return null;
        }
        log.error("{} {} answered with 500: unexpected error", request.getMethod(), request.getRequestURI(), e);
        var problem = ProblemType.of(HttpStatus.INTERNAL_SERVER_ERROR)
                .problem("The service failed unexpectedly. Its log has the cause, under this trace id.");
        problem.setProperty("traceId", MDC.get("traceId"));
        return ProblemResponses.of(problem, HttpHeaders.EMPTY);
    }

    /** Spring calls this for all of its own exceptions. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception e, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (status.is5xxServerError() && request instanceof ServletWebRequest servletRequest) {
            return unexpected(e, servletRequest.getRequest());
        }
        var problem = e instanceof HttpMediaTypeNotSupportedException && isEmpty(request)
                ? UnreadableBody.missing() // An empty body has no wrong type.
                : problemOf(e);
        return problem == null ? ProblemResponses.of(status, headers) : ProblemResponses.of(problem, headers);
    }

    private static @Nullable ProblemDetail problemOf(Exception e) {
        if (e instanceof HttpMessageNotReadableException unreadable) {
            return UnreadableBody.problemOf(unreadable);
        }
        if (e instanceof MethodArgumentNotValidException invalid) {
            return invalid(invalid.getBindingResult().getAllErrors().stream()
                    .map(error -> Violation.ofPath(
                            error instanceof FieldError field ? field.getField() : "",
                            message(error.getDefaultMessage())))
                    .toList());
        }
        if (e instanceof HandlerMethodValidationException invalid) {
            return invalid(invalid.getParameterValidationResults().stream()
                    .flatMap(result -> result.getResolvableErrors().stream()
                            .map(error -> Violation.ofPath(
                                    message(result.getMethodParameter().getParameterName()),
                                    message(error.getDefaultMessage()))))
                    .toList());
        }
        if (e instanceof MethodArgumentTypeMismatchException mismatch) {
            return invalid(List.of(Violation.ofPath(mismatch.getName(), "must be " + kindOf(mismatch))));
        }
        if (e instanceof MissingServletRequestParameterException missing) {
            return invalid(List.of(Violation.ofPath(missing.getParameterName(), "is missing")));
        }
        if (e instanceof MissingRequestHeaderException missing) {
            return invalid(List.of(Violation.ofPath(missing.getHeaderName(), "is missing")));
        }
        if (e instanceof ResponseStatusException own && own.getReason() != null) {
            return ProblemType.of(own.getStatusCode()).problem(own.getReason());
        }
        return null;
    }

    private static boolean isEmpty(WebRequest request) {
        var buffered =
                request instanceof ServletWebRequest servlet ? servlet.getNativeRequest(BufferedRequest.class) : null;
        return buffered != null && buffered.isEmpty();
    }

    private static ProblemDetail invalid(List<Violation> violations) {
        var sorted = violations.stream()
                .sorted(Comparator.comparing(Violation::pointer).thenComparing(Violation::message))
                .toList();
        return ProblemType.INVALID_REQUEST.problem("The request breaks the rules listed in errors.", sorted);
    }

    private static String kindOf(TypeMismatchException mismatch) {
        var type = mismatch.getRequiredType();
        if (type == UUID.class) {
            return "a UUID";
        }
        if (type != null && type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number in the allowed range";
        }
        return "a valid value";
    }

    private static String message(@Nullable String text) {
        return text == null ? "is not valid" : text;
    }

    private static String rootMessage(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
