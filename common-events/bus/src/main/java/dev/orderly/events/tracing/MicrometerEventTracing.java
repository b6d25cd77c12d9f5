package dev.orderly.events.tracing;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.jspecify.annotations.Nullable;

/** Uses Micrometer Tracing, with any tracer. */
final class MicrometerEventTracing implements EventTracing {

    private static final String TRACE_PARENT = "traceparent";

    private final Tracer tracer;
    private final Propagator propagator;

    MicrometerEventTracing(Tracer tracer, Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    @Override
    public @Nullable String current() {
        var context = tracer.currentTraceContext().context();
        if (context == null) {
            return null;
        }
        Map<String, String> carrier = new HashMap<>();
        propagator.inject(context, carrier, (into, name, value) -> carrier.put(name, value));
        return carrier.get(TRACE_PARENT);
    }

    @Override
    public Span open(@Nullable String traceParent, String name) {
        var builder = traceParent == null
                ? tracer.spanBuilder()
                : propagator.extract(Map.of(TRACE_PARENT, traceParent), Map::get);
        var span = builder.name(name).start();
        var scope = tracer.withSpan(span);
        return () -> {
            scope.close();
            span.end();
        };
    }
}
