package dev.orderly.events.tracing;

import org.jspecify.annotations.Nullable;

/** For applications without a tracer: does nothing. */
final class NoEventTracing implements EventTracing {

    @Override
    public @Nullable String current() {
        return null;
    }

    @Override
    public Span open(@Nullable String traceParent, String name) {
        return () -> {};
    }
}
