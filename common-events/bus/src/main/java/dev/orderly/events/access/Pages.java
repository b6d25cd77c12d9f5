package dev.orderly.events.access;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpHeaders;

/**
 * What a page in a browser could send although its user never meant it: calls of another site, and of a site whose name
 * was made to point to this service (DNS rebinding). It matters where no token is needed.
 */
final class Pages {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final List<String> allowedHosts;

    Pages(List<String> allowedHosts) {
        this.allowedHosts =
                allowedHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /** Whether the request may come from a page of another site, or was sent to a name that is not this service's. */
    boolean couldHaveSent(HttpServletRequest request) {
        var host = String.valueOf(request.getHeader(HttpHeaders.HOST)).toLowerCase(Locale.ROOT);
        if (!allowedHosts.contains(host.replaceFirst(":\\d+$", ""))) {
            return true;
        }
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return !SAFE.contains(request.getMethod()) && origin != null && !isAt(host, origin);
    }

    private static boolean isAt(String host, String origin) {
        try {
            return host.equals(URI.create(origin.toLowerCase(Locale.ROOT)).getRawAuthority());
        } catch (IllegalArgumentException noOrigin) {
            return false;
        }
    }
}
