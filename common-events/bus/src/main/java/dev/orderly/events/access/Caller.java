package dev.orderly.events.access;

import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who calls.
 *
 * @param name  the principal
 * @param roles what it may do
 */
record Caller(String name, Set<Role> roles) {

    /** Everyone, where no token is needed. */
    static final Caller ANONYMOUS = new Caller("anonymous", Set.of(Role.values()));

    private static final String ATTRIBUTE = Caller.class.getName();

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** The one whose token was verified; null if the request passed no verification. */
    static @Nullable Caller of(HttpServletRequest request) {
        return (Caller) request.getAttribute(ATTRIBUTE);
    }
}
