package dev.orderly.shop.web;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses what a page of another site can make a browser send, since the shop's calls need no token: a request to a host
 * name that is not the shop's (DNS rebinding), a change with another {@code Origin}, and a body that is not JSON, which a
 * browser sends without asking first. It runs after {@link BodyFilter}.
 */
final class OriginFilter extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** They tell nothing, and a platform calls them by the address of the container. */
    private static final Set<String> PROBES = Set.of("/livez", "/readyz");

    private final List<String> allowedHosts;

    /** @param allowedHosts host names without a port */
    OriginFilter(List<String> allowedHosts) {
        this.allowedHosts = allowedHosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return PROBES.contains(request.getRequestURI());
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var host = String.valueOf(request.getHeader(HttpHeaders.HOST)).toLowerCase(Locale.ROOT);
        if (!allowedHosts.contains(host.replaceFirst(":\\d+$", ""))) {
            refuse(response, HttpStatus.FORBIDDEN, "The header Host is not a name of this service.");
        } else if (SAFE.contains(request.getMethod())) {
            chain.doFilter(request, response);
        } else if (isForeign(request.getHeader(HttpHeaders.ORIGIN), host)) {
            refuse(response, HttpStatus.FORBIDDEN, "The header Origin is not one of this service.");
        } else if (hasOtherThanJson(request)) {
            refuse(
                    response,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    ProblemType.of(HttpStatus.UNSUPPORTED_MEDIA_TYPE).explanation());
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isForeign(@Nullable String origin, String host) {
        if (origin == null) {
            return false; // Not from a page: a browser always sends it with a change.
        }
        try {
            return !host.equals(URI.create(origin.toLowerCase(Locale.ROOT)).getRawAuthority());
        } catch (IllegalArgumentException noOrigin) {
            return true;
        }
    }

    private static boolean hasOtherThanJson(HttpServletRequest request) {
        if (request instanceof BufferedRequest buffered && buffered.isEmpty()) {
            return false;
        }
        try {
            var type = request.getContentType();
            return type == null || !MediaType.APPLICATION_JSON.includes(MediaType.parseMediaType(type));
        } catch (InvalidMediaTypeException e) {
            return true;
        }
    }

    private static void refuse(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().print(ProblemType.of(status).json(detail));
        response.flushBuffer();
    }
}
