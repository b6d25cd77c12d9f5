package dev.orderly.shop.order;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.orderly.shop.order.domain.Order;
import dev.orderly.shop.order.domain.OrderLine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/** The life of an order, over HTTP. */
@RealService
@ExtendWith(OutputCaptureExtension.class)
class OrderIT {

    @Autowired
    private Environment environment;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(environment);
    }

    @Test
    void isPlacedAndReadAgain() {
        var placed = client.post("/orders", Client.order()).hasStatus(201);

        var id = placed.json("/orderId").stringValue();
        assertThat(UUID.fromString(id).version()).isEqualTo(7);
        assertThat(placed.header("Location")).isEqualTo("/orders/" + id);
        assertThat(placed.header("Content-Type")).isEqualTo("application/json");
        assertThat(placed.body())
                .isEqualTo("""
                        {"orderId":"%s","status":"PLACED","refundStatus":"NONE",\
                        "customer":{"id":"c-1","name":"Kim","email":"kim@example.com"},\
                        "lines":[{"productId":"p-1","quantity":2,"unitPrice":15000}],\
                        "total":{"amount":30000,"currency":"KRW"},\
                        "placedAt":"%s","canceledAt":null,"cancelReason":null,"version":0}
                        """.formatted(id, placed.json("/placedAt").stringValue()));
        assertThat(client.get("/orders/" + id).hasStatus(200).body()).isEqualTo(placed.body());
        assertThat(client.events(id)).containsExactly("order.placed.v1");
    }

    @Test
    void isCanceledOnceAndTellsSo() {
        var id = client.placeOrder();

        var canceled = client.cancel(id).hasStatus(200);

        assertThat(canceled.json("/status").stringValue()).isEqualTo("CANCELED");
        assertThat(canceled.json("/refundStatus").stringValue()).isEqualTo("PENDING");
        assertThat(canceled.json("/cancelReason").stringValue()).isEqualTo("changed my mind");
        assertThat(canceled.json("/canceledAt").stringValue()).isNotBlank();
        assertThat(canceled.json("/version").intValue()).isEqualTo(1);
        client.cancel(id).isProblem(409, "order-already-canceled");
        client.ship(id).isProblem(409, "order-already-canceled");
        assertThat(client.get("/orders/" + id).body()).isEqualTo(canceled.body());
        assertThat(client.events(id)).containsExactly("order.placed.v1", "order.canceled.v1");
    }

    @Test
    void isShippedOnceAndThenCannotBeCanceled() {
        var id = client.placeOrder();

        var shipped = client.ship(id).hasStatus(200);

        assertThat(shipped.json("/status").stringValue()).isEqualTo("SHIPPED");
        client.cancel(id).isProblem(409, "order-already-shipped");
        client.ship(id).isProblem(409, "order-already-shipped");
        assertThat(client.events(id)).containsExactly("order.placed.v1", "order.shipped.v1");
    }

    @Test
    void isNotThereWhenNobodyHasPlacedIt() {
        var unknown = UUID.randomUUID().toString();

        client.get("/orders/" + unknown).isProblem(404, "order-not-found");
        client.cancel(unknown).isProblem(404, "order-not-found");
        client.ship(unknown).isProblem(404, "order-not-found");
    }

    @Test
    void isInAListWhosePagesEndBeforeTheyAreTooLarge() {
        var product = "p".repeat(OrderLine.MAX_PRODUCT_ID);
        var lines = IntStream.range(0, Order.MAX_LINES)
                .mapToObj(i -> "{\"productId\":\"%s\",\"quantity\":1,\"unitPrice\":15000}".formatted(product))
                .collect(Collectors.joining(","));
        List<String> placed = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            var order = Client.order().replaceFirst("\\[.*]", "[" + lines + "]");
            placed.add(
                    0,
                    client.post("/orders", order)
                            .hasStatus(201)
                            .json("/orderId")
                            .stringValue());
        }

        List<String> listed = new ArrayList<>();
        for (var cursor = ""; listed.size() < placed.size(); ) {
            var page = client.get("/orders?limit=1000&cursor=" + cursor).hasStatus(200);
            assertThat(page.body().length()).isLessThan(1200 * 1024);
            page.json("/items").forEach(order -> listed.add(order.at("/orderId").stringValue()));
            cursor = page.json("/nextCursor").asString("");
        }
        assertThat(listed.subList(0, placed.size())).isEqualTo(placed);
    }

    @Test
    void isCanceledByOneOfFiftyAtOnce() throws Exception {
        var id = client.placeOrder();

        var statuses = atOnce(50, () -> client.cancel(id).status());

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(49);
        assertThat(client.events(id)).containsExactly("order.placed.v1", "order.canceled.v1");
        assertThat(client.get("/orders/" + id).json("/version").intValue()).isEqualTo(1);
    }

    @Test
    void isEitherShippedOrCanceledWhenBothAreTriedAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            var id = client.placeOrder();
            var cancelFirst = round % 2 == 0;

            var statuses = atOnce(
                    List.of(() -> client.cancel(id).status(), () -> client.ship(id)
                            .status()),
                    cancelFirst);

            assertThat(statuses).containsExactlyInAnyOrder(200, 409);
            assertThat(client.events(id)).hasSize(2);
        }
    }

    @Test
    void keepsWhateverTextItIsGiven() {
        var name =
                "Robert'); DROP TABLE orders;-- \\u0022 김치 😀 \\r\\n <b>&amp;</b> ${jndi:ldap://x} {{7*7}} %s \\u0001";
        var placed = client.post("/orders", Client.order().replace("Kim", name)).hasStatus(201);

        var read = client.get(placed.header("Location")).hasStatus(200);

        assertThat(read.json("/customer/name").stringValue())
                .isEqualTo(
                        "Robert'); DROP TABLE orders;-- \" 김치 😀 \r\n <b>&amp;</b> ${jndi:ldap://x} {{7*7}} %s \u0001");
        assertThat(read.body()).isEqualTo(placed.body());
    }

    @Test
    void logsOneLineForEachChangeAndNeverTheReason(CapturedOutput log) {
        var id = client.placeOrder();
        client.post("/orders/" + id + "/cancellation", "{\"reason\":\"x\\r\\n08:00:00.000 INFO forged\"}")
                .hasStatus(200);

        assertThat(log.getOut().lines().filter(line -> line.contains("OrderLog") && line.contains(id)))
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  [0-9a-f]{32} OrderLog +Order " + id
                                        + " placed: customer c-1, 1 line, 30000 KRW"),
                        line -> assertThat(line).endsWith("Order " + id + " canceled; refund of 30000 KRW pending"));
        assertThat(log).doesNotContain("forged");
    }

    /** So that a terminal shows its prompt on a line of its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/orders?limit=1", "/orders/no-such-order", "/no-such-path", "/events", "/livez", "/readyz", "/"
            })
    void endsEachAnswerWithANewline(String path) {
        assertThat(client.get(path).body()).endsWith("\n").doesNotEndWith("\n\n");
    }

    private static List<Integer> atOnce(int times, Callable<Integer> call) throws Exception {
        return atOnce(Collections.nCopies(times, call), false);
    }

    private static List<Integer> atOnce(List<Callable<Integer>> calls, boolean reversed) throws Exception {
        var inOrder = new ArrayList<>(calls);
        if (reversed) {
            Collections.reverse(inOrder);
        }
        var threads = Executors.newFixedThreadPool(calls.size());
        try {
            var results = new ArrayList<Integer>();
            for (var result : threads.invokeAll(inOrder)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
