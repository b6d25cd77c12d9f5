package dev.orderly.shop.web;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Bounds how many responses of methods with {@link LargeResponse} are in memory at once. */
final class LargeResponses implements HandlerInterceptor {

    private static final int AT_ONCE = 4;

    private static final long WAIT_MILLIS = 2_000;

    private final Semaphore places = new Semaphore(AT_ONCE, true);

    /** @throws TooManyLargeResponsesException if no place becomes free in time */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws InterruptedException {
        if (isLarge(handler) && !places.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new TooManyLargeResponsesException();
        }
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (isLarge(handler)) {
            places.release();
        }
    }

    private static boolean isLarge(Object handler) {
        return handler instanceof HandlerMethod method && method.hasMethodAnnotation(LargeResponse.class);
    }

    static final class TooManyLargeResponsesException extends RuntimeException {

        TooManyLargeResponsesException() {
            super("%d large responses are being sent".formatted(AT_ONCE));
        }
    }
}
