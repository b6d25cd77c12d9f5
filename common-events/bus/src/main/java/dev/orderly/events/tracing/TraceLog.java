package dev.orderly.events.tracing;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Adds an event's trace id to log lines that are written outside any span, as in the forwarder's thread. */
public final class TraceLog {

    private static final String KEY = "traceId";

    private TraceLog() {}

    /** Runs the action with the trace id of the {@code traceparent} in the MDC. */
    public static void within(@Nullable String traceParent, Runnable action) {
        var parts = traceParent == null ? new String[0] : traceParent.split("-", -1);
        if (parts.length < 4) {
            action.run();
            return;
        }
        try (var ignored = MDC.putCloseable(KEY, parts[1])) {
            action.run();
        }
    }
}
