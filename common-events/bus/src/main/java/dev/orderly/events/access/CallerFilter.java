package dev.orderly.events.access;

import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.GenericFilterBean;

/** The last filter of the bus's chain: tells the {@link AccessInterceptor} whose token the chain has verified. */
final class CallerFilter extends GenericFilterBean {

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null) {
            new Caller(authentication.getName(), roles(authentication)).attachTo((HttpServletRequest) request);
        }
        chain.doFilter(request, response);
    }

    private static Set<Role> roles(Authentication authentication) {
        return Stream.of(Role.values())
                .filter(role -> authentication.getAuthorities().contains(TokenVerification.authority(role)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
