package dev.orderly.shop.web;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * A kind of error. A client recognizes it by its {@code type}, which is {@code urn:orderly:problem:} and the name, and
 * never changes once it is published.
 *
 * @param status the HTTP status of the response
 * @param name   lower-case words joined by hyphens, such as {@code order-not-found}
 */
public record ProblemType(HttpStatus status, String name) {

    /** The body is not JSON, or not JSON of the expected structure. */
    public static final ProblemType MALFORMED_BODY = new ProblemType(HttpStatus.BAD_REQUEST, "malformed-body");

    /** The request can be read, but a value in it breaks a rule. */
    public static final ProblemType INVALID_REQUEST = new ProblemType(HttpStatus.BAD_REQUEST, "invalid-request");

    /** The type of an error that its HTTP status fully describes: {@code not-found} for 404. */
    static ProblemType of(HttpStatusCode code) {
        var status = HttpStatus.resolve(code.value());
        if (status == null) {
            status = code.is5xxServerError() ? HttpStatus.INTERNAL_SERVER_ERROR : HttpStatus.BAD_REQUEST;
        }
        return new ProblemType(
                status, status.getReasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "-"));
    }

    public URI uri() {
        return URI.create("urn:orderly:problem:" + name);
    }

    /** The name in words, the same for every problem of this type: {@code Order not found}. */
    public String title() {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' ');
    }

    /** A problem of this type; {@code detail} tells the client's developer what is wrong with this request. */
    public ProblemDetail problem(String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(uri());
        problem.setTitle(title());
        return problem;
    }

    /** A problem of this type that lists the wrong places of the request. */
    public ProblemDetail problem(String detail, List<Violation> errors) {
        var problem = problem(detail);
        problem.setProperty("errors", List.copyOf(errors));
        return problem;
    }

    /** A problem that its status fully describes. */
    ProblemDetail problem() {
        return problem(explanation());
    }

    /** The same as JSON, for filters and valves, which have no JSON mapper. */
    String json() {
        return json(explanation());
    }

    /** @param detail no text of the request */
    String json(String detail) {
        // No part of it comes from the request, so nothing needs escaping.
        return """
                {"type":"%s","title":"%s","status":%d,"detail":"%s"}
                """.formatted(uri(), title(), status.value(), detail);
    }

    String explanation() {
        return switch (status) {
            case NOT_FOUND -> "There is no resource at this path.";
            case METHOD_NOT_ALLOWED ->
                "This resource does not support the method. The header Allow lists the supported ones.";
            case NOT_ACCEPTABLE -> "This resource supports none of the media types in the header Accept.";
            case CONTENT_TOO_LARGE -> "The body is too long: the limit is %d bytes.".formatted(BodyFilter.LIMIT);
            case REQUEST_TIMEOUT -> "The body did not arrive in time.";
            case SERVICE_UNAVAILABLE -> "The service is busy. Try again after the seconds in the header Retry-After.";
            case UNSUPPORTED_MEDIA_TYPE -> "The media type of the body is not supported. Send application/json.";
            default -> status.is5xxServerError() ? "The service failed unexpectedly." : "The request is not valid.";
        };
    }
}
