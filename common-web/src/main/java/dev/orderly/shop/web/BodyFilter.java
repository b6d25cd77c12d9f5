package dev.orderly.shop.web;

import java.io.IOException;
import java.net.URI;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Reads the complete body before the request is processed. It answers a body over the limit with 413, whether it is sent
 * with a length or in chunks; an incomplete body and a malformed URI with 400. After this filter, the body can be read
 * several times.
 */
final class BodyFilter extends OncePerRequestFilter {

    /** In bytes. Tomcat has no limit of its own for a JSON body. */
    static final int LIMIT = 64 * 1024;

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getContentLengthLong() > LIMIT) {
            refuse(response, HttpStatus.CONTENT_TOO_LARGE);
            return;
        }
        byte[] body;
        try {
            body = request.getInputStream().readNBytes(LIMIT + 1);
        } catch (IOException cutOff) {
            refuse(response, HttpStatus.BAD_REQUEST);
            return;
        }
        if (body.length > LIMIT) {
            refuse(response, HttpStatus.CONTENT_TOO_LARGE);
            return;
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
        response.getOutputStream().print(ProblemType.of(status).json());
        response.flushBuffer();
    }
}
