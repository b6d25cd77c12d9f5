package dev.orderly.shop.order;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What a page of another site can make the browser of a customer or an employee send. */
@RealService
class CrossSiteIT {

    @Autowired
    private Environment environment;

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Autowired
    private JdbcClient jdbc;

    private String order;

    @BeforeEach
    void placeOrder() {
        order = new Client(environment).placeOrder();
    }

    @Test
    void noChangeIsTakenFromAnotherOrigin() throws IOException {
        assertThat(changes())
                .contains("POST /orders", "POST /orders/{orderId}/shipment", "DELETE /events/readers/{name}");
        for (var change : changes()) {
            for (var origin : new String[] {"http://evil.example", "null", "http://localhost:1"}) {
                assertThat(send(change, "localhost", "Origin: " + origin, "Content-Type: application/json", "{}"))
                        .as(change + " from " + origin)
                        .startsWith("HTTP/1.1 403 ")
                        .contains("urn:orderly:problem:forbidden");
            }
        }
        assertThat(status()).isEqualTo("PLACED");
    }

    @Test
    void nothingIsAnsweredUnderAForeignName() throws IOException {
        Set<String> calls = new TreeSet<>(Set.of("GET /orders", "GET /events", "GET /v3/api-docs"));
        calls.addAll(changes());
        for (var call : calls) {
            for (var host : new String[] {"evil.example", "localhost.evil.example:8080", "evil.example:80"}) {
                assertThat(send(call, host, "Accept: */*", "Content-Type: application/json", "{}"))
                        .as(call + " at " + host)
                        .startsWith("HTTP/1.1 403 ");
            }
        }
        assertThat(status()).isEqualTo("PLACED");
    }

    /** A platform calls the probes by the address of the container. */
    @Test
    void theProbesAreAnsweredUnderEachName() throws IOException {
        assertThat(send("GET /readyz", "10.1.2.3:8080", "Accept: */*", "X: y", ""))
                .startsWith("HTTP/1.1 200 ");
        assertThat(send("GET /livez", "10.1.2.3:8080", "Accept: */*", "X: y", ""))
                .startsWith("HTTP/1.1 200 ");
    }

    /** A browser sends such bodies to other sites without asking them. */
    @Test
    void noBodyIsTakenThatIsNotJson() throws IOException {
        for (var change : changes()) {
            for (var type :
                    new String[] {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"}) {
                assertThat(send(change, "localhost", "Accept: */*", "Content-Type: " + type, "{}"))
                        .as(change + " with " + type)
                        .startsWith("HTTP/1.1 415 ");
            }
        }
        assertThat(status()).isEqualTo("PLACED");
        assertThat(send("POST /orders/{orderId}/shipment", "localhost", "Accept: */*", "X: y", ""))
                .startsWith("HTTP/1.1 200 ");
    }

    private Set<String> changes() {
        Set<String> changes = new TreeSet<>();
        requestMappingHandlerMapping
                .getHandlerMethods()
                .keySet()
                .forEach(info -> info.getMethodsCondition().getMethods().stream()
                        .filter(method -> method != RequestMethod.GET)
                        .forEach(method -> info.getPatternValues().forEach(path -> changes.add(method + " " + path))));
        return changes;
    }

    private String status() {
        return jdbc.sql("select status from orders where id = ?::uuid")
                .param(order)
                .query(String.class)
                .single();
    }

    /** Raw, because Java's client sets Host itself. */
    private String send(String call, String host, String header, String type, String body) throws IOException {
        var port = environment.getRequiredProperty("local.server.port", Integer.class);
        try (var socket = new Socket("localhost", port)) {
            socket.setSoTimeout(20_000);
            var request =
                    "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nAuthorization: Bearer %s\r\n%s\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(
                                    call.replace("{orderId}", order).replaceAll("\\{\\w+}", order),
                                    host,
                                    RealService.OPERATOR_TOKEN,
                                    header,
                                    type,
                                    body.length(),
                                    body);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
