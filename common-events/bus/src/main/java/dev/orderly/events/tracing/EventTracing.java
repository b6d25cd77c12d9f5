package dev.orderly.events.tracing;

import org.jspecify.annotations.Nullable;

/** The trace that an event belongs to, as a W3C {@code traceparent}. Every thread may use it. */
public interface EventTracing {

    /** The trace context of this thread, if it is in one. */
    @Nullable
    String current();

    /**
     * Opens a span in this thread that continues the given trace, or starts a new one when there is none. Close it in
     * the same thread.
     */
    Span open(@Nullable String traceParent, String name);

    /** A span that is open in this thread. */
    interface Span extends AutoCloseable {

        @Override
        void close();
    }
}
