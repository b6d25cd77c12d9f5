package dev.orderly.shop.web;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Semaphore;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the complete body before the request is processed. It answers a body over the limit with 413, whether it is sent
 * with a length or in chunks; an incomplete body and a malformed URI with 400. After this filter, the body can be read
 * several times.
 *
 * <p>A client that sends slowly keeps a thread. So only {@value #SLOW_AT_ONCE} requests at once wait for a body that does not
 * arrive soon; the next one gets 503, and 408 if its body takes too long.
 */
final class BodyFilter extends OncePerRequestFilter {

    /** In bytes. Tomcat has no limit of its own for a JSON body. */
    static final int LIMIT = 64 * 1024;

    /** Far below the number of Tomcat's threads. */
    private static final int SLOW_AT_ONCE = 50;

    /** In seconds. */
    private static final String RETRY_AFTER = "1";

    private final Semaphore slow = new Semaphore(SLOW_AT_ONCE);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        byte[] body;
        try (var incoming = new IncomingBody(request, LIMIT)) {
            var isComplete = incoming.readArrived();
            if (!isComplete && slow.tryAcquire()) {
                try {
                    var refusal = incoming.readRest();
                    if (refusal != null) {
                        refuse(response, refusal);
                        incoming.discardRest();
                        return;
                    }
                } finally {
                    slow.release();
                }
            } else if (!isComplete && !incoming.readArriving()) {
                response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
                refuse(response, HttpStatus.SERVICE_UNAVAILABLE);
                return;
            }
            body = incoming.bytes();
        }
        if (!isReadable(request)) {
            refuse(response, HttpStatus.BAD_REQUEST);
            return;
        }
        chain.doFilter(new BufferedRequest(request, body), response);
    }

    private static boolean isReadable(HttpServletRequest request) {
        try {
            // Tomcat decodes the query string here, and Spring parses the path as a URI when it answers with a problem.
            request.getParameterMap();
            URI.create(request.getRequestURI());
            return true;
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static void refuse(HttpServletResponse response, HttpStatus status) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        var problem = ProblemType.of(status).json();
        // Complete with the flush, so that it gets to the client before the connection is closed.
        response.setContentLength(problem.length());
        response.getOutputStream().print(problem);
        response.flushBuffer();
    }
}
