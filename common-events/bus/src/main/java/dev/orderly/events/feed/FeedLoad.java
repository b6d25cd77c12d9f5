package dev.orderly.events.feed;

import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Bounds what the feed does at once: see {@link FeedLoadProperties}. A request has a place from before its controller
 * method is called until its response is written, so that a client that reads slowly counts as well.
 */
final class FeedLoad implements HandlerInterceptor {

    /** A page is usually read by its client within milliseconds. Clients wait longer than this for an answer. */
    private static final long PAGE_WAIT_MILLIS = 2_000;

    private static final String PLACE = FeedLoad.class.getName() + ".place";

    private final Semaphore requests;
    private final Semaphore pages;

    FeedLoad(FeedLoadProperties properties) {
        this.requests = new Semaphore(properties.requests());
        this.pages = new Semaphore(properties.pages(), true);
    }

    /** @throws FeedBusyException if as many requests as allowed are being served */
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!requests.tryAcquire()) {
            throw new FeedBusyException("The feed serves as many requests as orderly.feed.load.requests allows.");
        }
        request.setAttribute(PLACE, new Place());
        return true;
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        if (request.getAttribute(PLACE) instanceof Place place) {
            place.returnPage();
            requests.release();
        }
    }

    static Place placeOf(RequestAttributes request) {
        return (Place) Objects.requireNonNull(request.getAttribute(PLACE, RequestAttributes.SCOPE_REQUEST), "no place");
    }

    /** What one request may keep in memory. Only its own thread uses it. */
    final class Place {

        private boolean hasPage;

        /**
         * Call it before reading events; waits for a page that another request returns.
         *
         * @throws FeedBusyException if none is returned in time
         */
        void takePage() throws InterruptedException {
            if (!hasPage && !pages.tryAcquire(PAGE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new FeedBusyException("The feed sends as many pages as orderly.feed.load.pages allows.");
            }
            hasPage = true;
        }

        /** Call it when no event that was read is in use any more. The end of the request does, too. */
        void returnPage() {
            if (hasPage) {
                pages.release();
                hasPage = false;
            }
        }
    }
}
