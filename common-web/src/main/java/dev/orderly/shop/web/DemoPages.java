package dev.orderly.shop.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/**
 * Hides the start page, Swagger UI and the OpenAPI description, except in the demo: a request gets the same 404 as one to
 * an unknown path.
 *
 * <p>An interceptor, and no condition on the pages' beans: an application that was processed ahead of time reads the
 * property when it starts.
 */
final class DemoPages implements WebMvcConfigurer {

    private static final String[] PATHS = {
        "/", "/swagger-ui.html", "/swagger-ui/**", "/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml"
    };

    private final boolean shown;

    DemoPages(boolean shown) {
        this.shown = shown;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        if (!shown) {
            registry.addInterceptor(new Hidden()).addPathPatterns(PATHS);
        }
    }

    private static final class Hidden implements HandlerInterceptor {

        @Override
        public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
                throws NoResourceFoundException {
            var path = request.getRequestURI();
            throw new NoResourceFoundException(HttpMethod.valueOf(request.getMethod()), path, path);
        }
    }
}
