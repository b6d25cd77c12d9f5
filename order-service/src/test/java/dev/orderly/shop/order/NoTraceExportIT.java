package dev.orderly.shop.order;

import io.opentelemetry.sdk.trace.export.SpanExporter;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/** Without an OTLP endpoint, the service sends its traces nowhere. */
@RealService
class NoTraceExportIT {

    @Autowired
    private ApplicationContext context;

    @Test
    void nothingSendsTraces() {
        assertThat(context.getBeanNamesForType(SpanExporter.class)).isEmpty();
    }
}
