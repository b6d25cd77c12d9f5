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
 * Reads a request as a whole before anybody acts on it: a body over the limit is answered with 413 however it is
 * sent, one that does not arrive whole and an address that cannot be read with 400. Behind this filter the body
 * can be read as often as somebody wants to.
 */
final class BodyFilter extends OncePerRequestFilter {

    /** In bytes. Of the container's limits none covers a JSON body. */
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
            // Tomcat decodes the query string here, and Spring makes a URI of the path when it answers with a problem.
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
