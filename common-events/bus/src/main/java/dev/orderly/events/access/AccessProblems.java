package dev.orderly.events.access;

import java.io.IOException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Answers a call that the bus's filter chain refuses with a problem detail (RFC 9457), in any application. */
final class AccessProblems implements AuthenticationEntryPoint, AccessDeniedHandler {

    private final BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();

    /** 401, with the challenge of RFC 6750. */
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException refused)
            throws IOException {
        challenge.commence(request, response, refused);
        write(response, "unauthorized", "Unauthorized", "Send the header Authorization: Bearer, with a valid token.");
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refused)
            throws IOException {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        write(response, "forbidden", "Forbidden", "The token does not permit this call.");
    }

    // No part of it comes from the request, so nothing needs escaping.
    private static void write(HttpServletResponse response, String type, String title, String detail)
            throws IOException {
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().print("""
                {"type":"urn:orderly:problem:%s","title":"%s","status":%d,"detail":"%s"}""".formatted(type, title, response.getStatus(), detail));
        response.flushBuffer();
    }
}
