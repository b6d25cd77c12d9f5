package dev.orderly.shop.web;

import java.net.URI;
import java.util.List;
import java.util.Locale;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * A kind of error that a client can tell from others by its {@code type}, which never changes once it is published:
 * {@code urn:orderly:problem:} and the name.
 *
 * @param status the HTTP status of its answers
 * @param name   lower-case words joined by hyphens, such as {@code order-not-found}
 */
public record ProblemType(HttpStatus status, String name) {

    /** The body is no JSON, or no JSON of the expected form. */
    public static final ProblemType MALFORMED_BODY = new ProblemType(HttpStatus.BAD_REQUEST, "malformed-body");

    /** The request can be read, but a value in it breaks a rule. */
    public static final ProblemType INVALID_REQUEST = new ProblemType(HttpStatus.BAD_REQUEST, "invalid-request");

    /** The type for everything that its HTTP status says already: 404 is {@code not-found}. */
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

    /** The name as a sentence's beginning, the same for every problem of this type. */
    public String title() {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1).replace('-', ' ');
    }

    /** A problem of this type; {@code detail} tells what happened this time, in words for the client's developer. */
    public ProblemDetail problem(String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(uri());
        problem.setTitle(title());
        return problem;
    }

    /** A problem of this type that names the places in the request which caused it. */
    public ProblemDetail problem(String detail, List<Violation> errors) {
        var problem = problem(detail);
        problem.setProperty("errors", List.copyOf(errors));
        return problem;
    }

    /** A problem of which there is no more to tell than its status does. */
    ProblemDetail problem() {
        return problem(explanation());
    }

    /** The same as JSON, for places where no JSON mapper is at hand. */
    String json() {
        // No part of it comes from a request, so nothing needs escaping.
        return """
                {"type":"%s","title":"%s","status":%d,"detail":"%s"}""".formatted(uri(), title(), status.value(), explanation());
    }

    private String explanation() {
        return switch (status) {
            case NOT_FOUND -> "There is nothing at this address.";
            case METHOD_NOT_ALLOWED -> "This address does not know the method; the header Allow names those it knows.";
            case NOT_ACCEPTABLE -> "This address cannot answer in any of the media types asked for.";
            case CONTENT_TOO_LARGE -> "A body has at most %d bytes.".formatted(BodyFilter.LIMIT);
            case UNSUPPORTED_MEDIA_TYPE -> "This address does not read the body's media type: send application/json.";
            default ->
                status.is5xxServerError()
                        ? "Something went wrong on our side."
                        : "The request cannot be served as it is.";
        };
    }
}
