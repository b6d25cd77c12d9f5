package dev.orderly.events.tracing;

import io.micrometer.context.ContextRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.contextpropagation.ObservationAwareSpanThreadLocalAccessor;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Passes traces along with events if the application has a tracer. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
public class TracingAutoConfiguration {

    // In the outer class: Spring processes nested classes first, so the tracer's bean is known when this condition is
    // checked.
    @Bean
    @ConditionalOnMissingBean
    EventTracing noEventTracing() {
        return new NoEventTracing();
    }

    @Bean
    AfterCommitContext afterCommitContext(EventTracing tracing) {
        return new AfterCommitContext(tracing);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Tracer.class)
    static class WithTracer {

        @Bean
        @ConditionalOnBean({Tracer.class, Propagator.class})
        @ConditionalOnMissingBean
        EventTracing eventTracing(
                Tracer tracer, Propagator propagator, ObjectProvider<ObservationRegistry> observations) {
            // A handler's span has no observation: without this, @Async methods would not get it.
            ContextRegistry.getInstance()
                    .registerThreadLocalAccessor(new ObservationAwareSpanThreadLocalAccessor(
                            observations.getIfAvailable(ObservationRegistry::create), tracer));
            return new MicrometerEventTracing(tracer, propagator);
        }
    }
}
