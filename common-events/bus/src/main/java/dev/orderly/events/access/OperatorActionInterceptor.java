package dev.orderly.events.access;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.orderly.events.support.SafeLog;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.dao.DataAccessException;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Saves and logs each call that changes something and that only an operator may make, or that an operator makes. The row is
 * there before the call is executed: if it cannot be saved, the call fails and nothing is changed. If the process dies
 * during the call, the row has no outcome.
 */
final class OperatorActionInterceptor implements HandlerInterceptor {

    private static final Logger log = SafeLog.of(OperatorActionInterceptor.class);

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    private static final int LONGEST_TARGET = 1_000;
    private static final String ACTION = OperatorActionInterceptor.class.getName();

    private final OperatorActions actions;

    OperatorActionInterceptor(OperatorActions actions) {
        this.actions = actions;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        var caller = Caller.of(request);
        if (caller != null
                && AccessInterceptor.isOfTheBus(handler)
                && !SAFE.contains(request.getMethod())
                && request.getAttribute(ACTION) == null
                && isOperators(caller, (HandlerMethod) handler)) {
            var action = new Action(
                    SafeLog.text(caller.name()),
                    request.getMethod() + " " + request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE),
                    target(request));
            request.setAttribute(
                    ACTION, new Begun(actions.begin(action.principal(), action.name(), action.target()), action));
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (request.getAttribute(ACTION) instanceof Begun begun) {
            request.removeAttribute(ACTION);
            var action = begun.action();
            int outcome = failure == null ? response.getStatus() : HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
            log.info("{} called {} ({}): {}", action.principal(), action.name(), action.target(), outcome);
            try {
                actions.end(begun.id(), outcome);
            } catch (DataAccessException e) {
                log.warn(
                        "The outcome {} of operator action {} could not be saved: {}",
                        outcome,
                        begun.id(),
                        e.getMostSpecificCause().toString());
            }
        }
    }

    /** Where no token is needed, readers move their positions without a name: that is no action of an operator. */
    private static boolean isOperators(Caller caller, HandlerMethod method) {
        var allowed = method.getMethodAnnotation(AllowedTo.class);
        var isForReaders = allowed != null && Arrays.asList(allowed.value()).contains(Role.READER);
        return caller.roles().contains(Role.OPERATOR) && !(isForReaders && caller.equals(Caller.ANONYMOUS));
    }

    /** The path variables and the parameters. The body is not part of it: it may hold personal data. */
    private static String target(HttpServletRequest request) {
        Map<String, String> parts = new TreeMap<>();
        AccessInterceptor.variables(request).forEach((name, value) -> parts.put(name.toString(), value.toString()));
        request.getParameterMap().forEach((name, values) -> parts.put(name, String.join(",", values)));
        var target = parts.entrySet().stream()
                .map(part -> SafeLog.text(part.getKey() + "=" + part.getValue()))
                .collect(Collectors.joining(", "));
        return target.length() > LONGEST_TARGET ? target.substring(0, LONGEST_TARGET) : target;
    }

    private record Action(String principal, String name, String target) {}

    private record Begun(long id, Action action) {}
}
