package dev.orderly.events.access;

import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Decides for each controller method of the bus whether the caller may use it, by the method's {@link AllowedTo}. It comes
 * after Spring MVC has chosen the method, so no way to write a path leads past it. If no filter has verified a token, as
 * when another filter chain took the request, it denies the call.
 */
final class AccessInterceptor implements HandlerInterceptor {

    private static final String BUS = "dev.orderly.events.";

    private final AccessMode mode;
    private final Pages pages;

    AccessInterceptor(AccessMode mode, Pages pages) {
        this.mode = mode;
        this.pages = pages;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (isOfTheBus(handler)) {
            verify(request, (HandlerMethod) handler);
        }
        return true;
    }

    private void verify(HttpServletRequest request, HandlerMethod method) {
        if (mode == AccessMode.OPEN) {
            if (pages.couldHaveSent(request)) {
                throw new ResponseStatusException(
                        HttpStatus.FORBIDDEN, "The header Host or Origin is not one of this service.");
            }
            Caller.ANONYMOUS.attachTo(request);
            return;
        }
        var caller = Caller.of(request);
        if (mode == AccessMode.CLOSED || caller == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no resource at this path.");
        }
        var allowed = method.getMethodAnnotation(AllowedTo.class);
        if (allowed == null || !permits(allowed, caller, request)) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "The token does not permit this call.");
        }
    }

    private static boolean permits(AllowedTo allowed, Caller caller, HttpServletRequest request) {
        for (var role : allowed.value()) {
            if (caller.roles().contains(role)
                    && (role != Role.READER
                            || allowed.readersOwn().isEmpty()
                            || caller.name().equals(variables(request).get(allowed.readersOwn())))) {
                return true;
            }
        }
        return false;
    }

    static boolean isOfTheBus(Object handler) {
        return handler instanceof HandlerMethod method
                && method.getBeanType().getName().startsWith(BUS);
    }

    static Map<?, ?> variables(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE) instanceof Map<?, ?> variables
                ? variables
                : Map.of();
    }
}
