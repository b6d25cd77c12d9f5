package dev.orderly.events.tracing;

import java.util.concurrent.CompletableFuture;

import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.propagation.Propagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;

import static org.assertj.core.api.Assertions.assertThat;

class AsyncTraceTests {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void theTraceOfAHandlerReachesTheThreadsThatPropagateTheContext() {
        var otel = SdkTracerProvider.builder().build().get("test");
        var propagators = ContextPropagators.create(W3CTraceContextPropagator.getInstance());
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class))
                .withBean(Tracer.class, () -> new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {}))
                .withBean(Propagator.class, () -> new OtelPropagator(propagators, otel))
                .run(context -> {
                    var tracing = context.getBean(EventTracing.class);
                    var seen = new CompletableFuture<String>();
                    try (var span = tracing.open("00-%s-00f067aa0ba902b7-01".formatted(TRACE_ID), "process")) {
                        var task =
                                new ContextPropagatingTaskDecorator().decorate(() -> seen.complete(tracing.current()));
                        CompletableFuture.runAsync(task);
                        assertThat(seen.join()).startsWith("00-" + TRACE_ID);
                    }
                });
    }
}
