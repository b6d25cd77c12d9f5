package dev.orderly.shop.notification.tracing;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Carries a trace over a pause: written down beside the work to be done, and gone on with by whoever does it. */
@Component
public class Traces {

    private static final String TRACE_PARENT = "traceparent";

    private final Tracer tracer;
    private final Propagator propagator;

    Traces(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /** The running trace as a W3C trace parent, to be written down; null when there is none. */
    public @Nullable String current() {
        var context = tracer.currentTraceContext().context();
        if (context == null) {
            return null;
        }
        var carrier = new HashMap<String, String>();
        propagator.inject(context, carrier, (ignored, field, value) -> carrier.put(field, value));
        return carrier.get(TRACE_PARENT);
    }

    /** Does the work in a new span of the trace that was written down, or of a new trace if there was none. */
    public void resume(@Nullable String traceParent, String span, Runnable work) {
        var carrier = traceParent == null ? Map.<String, String>of() : Map.of(TRACE_PARENT, traceParent);
        var resumed = propagator
                .extract(carrier, (ignored, field) -> carrier.get(field))
                .name(span)
                .start();
        try (var scope = tracer.withSpan(resumed)) {
            work.run();
        } finally {
            resumed.end();
        }
    }
}
