package dev.orderly.events.access;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Matches each request whose path a controller of the bus has, whatever its method. The paths are those that Spring MVC
 * knows: a new controller of the bus is matched without being listed anywhere.
 */
final class BusEndpoints implements RequestMatcher {

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;
    private final PathPatternRequestMatcher.Builder matchers;
    private volatile @Nullable List<PathPatternRequestMatcher> paths;

    BusEndpoints(ObjectProvider<RequestMappingHandlerMapping> mappings, PathPatternRequestMatcher.Builder matchers) {
        this.mappings = mappings;
        this.matchers = matchers;
    }

    @Override
    public boolean matches(HttpServletRequest request) {
        return paths().stream().anyMatch(path -> path.matches(request));
    }

    /** Not before the first request: the mappings need beans that need this. */
    private List<PathPatternRequestMatcher> paths() {
        var known = paths;
        if (known == null) {
            known = mappings.orderedStream()
                    .flatMap(mapping -> mapping.getHandlerMethods().entrySet().stream())
                    .filter(entry -> AccessInterceptor.isOfTheBus(entry.getValue()))
                    .flatMap(entry -> entry.getKey().getPatternValues().stream())
                    .distinct()
                    .map(matchers::matcher)
                    .toList();
            paths = known;
        }
        return known;
    }
}
