package dev.orderly.console;

import java.io.IOException;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps other web pages away: they could otherwise act as the operator through a browser that has reached the console. A
 * request must name the console by an allowed host, and whatever changes something must bear a header that a page of
 * another origin cannot send.
 */
@Component
final class RequestGuard extends OncePerRequestFilter {

    static final String HEADER = "X-Console";

    private static final String POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

    private final List<String> hosts;

    RequestGuard(ConsoleProperties properties) {
        this.hosts = properties.hosts();
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!hosts.contains(request.getServerName())) {
            response.sendError(HttpServletResponse.SC_MISDIRECTED_REQUEST, "Unknown host. See CONSOLE_HOSTS.");
        } else if (!request.getMethod().equals("GET") && request.getHeader(HEADER) == null) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "The header X-Console is missing.");
        } else {
            response.setHeader("Content-Security-Policy", POLICY);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Referrer-Policy", "no-referrer");
            chain.doFilter(request, response);
        }
    }
}
