package dev.orderly.events.tracing;

import org.jspecify.annotations.Nullable;

/** Passes traces along with events, as a W3C {@code traceparent}. Safe for use by several threads. */
public interface EventTracing {

    /** The trace context of the calling thread; null if there is none. */
    @Nullable
    String current();

    /**
     * Opens a span in the calling thread that continues the given trace, or starts a new trace if there is none. Close it
     * in the same thread.
     */
    Span open(@Nullable String traceParent, String name);

    /** An open span. */
    interface Span extends AutoCloseable {

        @Override
        void close();
    }
}
