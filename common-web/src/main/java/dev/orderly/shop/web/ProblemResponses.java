package dev.orderly.shop.web;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** Responses with a problem detail. */
public final class ProblemResponses {

    /** In seconds: how long a client waits before it tries again while the service cannot answer. */
    private static final String RETRY_AFTER = "2";

    private ProblemResponses() {}

    /** For an advice of a service: the problem with its status, and without further headers. */
    public static ResponseEntity<Object> of(ProblemDetail problem) {
        return of(problem, HttpHeaders.EMPTY);
    }

    static ResponseEntity<Object> of(ProblemDetail problem, HttpHeaders headers) {
        // The content type is set here because a client gets the problem even if it accepts other media types only.
        return ResponseEntity.status(problem.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    static ResponseEntity<Object> of(HttpStatusCode status, HttpHeaders headers) {
        return of(ProblemType.of(status).problem(), headers);
    }

    static ResponseEntity<Object> databaseUnavailable() {
        return unavailable("The database is not available.");
    }

    /** @param why a sentence */
    static ResponseEntity<Object> unavailable(String why) {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        return of(
                ProblemType.of(HttpStatus.SERVICE_UNAVAILABLE)
                        .problem("%s Try again in %s seconds.".formatted(why, RETRY_AFTER)),
                headers);
    }
}
