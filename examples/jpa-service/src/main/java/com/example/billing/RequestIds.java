package com.example.billing;

import java.io.IOException;
import java.util.UUID;

import dev.orderly.events.EventContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives each request an id. The events that it raises carry it as their correlation, and so do those that they cause. */
@Component
class RequestIds extends OncePerRequestFilter {

    static final String HEADER = "X-Request-Id";

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var requestId = UUID.randomUUID().toString();
        response.setHeader(HEADER, requestId);
        try (var scope = EventContext.EMPTY.withCorrelationId(requestId).open()) {
            chain.doFilter(request, response);
        }
    }
}
