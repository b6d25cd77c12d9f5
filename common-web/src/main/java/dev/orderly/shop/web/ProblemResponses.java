package dev.orderly.shop.web;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** The answers that carry a problem. */
final class ProblemResponses {

    /** How long a client is asked to wait while the database is away, in seconds. */
    private static final String RETRY_AFTER = "2";

    private ProblemResponses() {}

    static ResponseEntity<Object> of(ProblemDetail problem, HttpHeaders headers) {
        // The content type is set here, since an error is told even to a client that accepts something else only.
        return ResponseEntity.status(problem.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    static ResponseEntity<Object> of(HttpStatusCode status, HttpHeaders headers) {
        return of(ProblemType.of(status).problem(), headers);
    }

    static ResponseEntity<Object> databaseUnavailable() {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        return of(
                ProblemType.of(HttpStatus.SERVICE_UNAVAILABLE)
                        .problem("The database is not available at the moment. Please try again."),
                headers);
    }
}
