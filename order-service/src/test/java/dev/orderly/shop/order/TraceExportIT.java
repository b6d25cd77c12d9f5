package dev.orderly.shop.order;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** With an OTLP endpoint, the service sends its traces there. */
@RealService
class TraceExportIT {

    private static final List<String> received = new CopyOnWriteArrayList<>();
    private static HttpServer collector;

    @Autowired
    private Environment environment;

    @DynamicPropertySource
    static void collector(DynamicPropertyRegistry registry) throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            // Protobuf has texts as they are.
            received.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        registry.add("management.opentelemetry.tracing.export.otlp.endpoint", () -> "http://127.0.0.1:%d/v1/traces"
                .formatted(collector.getAddress().getPort()));
    }

    @AfterAll
    static void stop() {
        collector.stop(0);
    }

    @Test
    void theTraceOfAnOrderIsSentWithItsService() {
        new Client(environment).placeOrder();

        await().untilAsserted(() -> assertThat(received)
                .anySatisfy(trace -> assertThat(trace).contains("service.name", "order-service", "http post /orders")));
    }
}
