package dev.orderly.shop.order;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random malformed requests are never answered with 5xx or with internal details. {@code -Dfuzz.requests=10000
 * -Dfuzz.seed=7} asks for more, or for the same ones again.
 */
@RealService
class FuzzIT {

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-0",
            "-1",
            "1.5",
            "1e999999999",
            "1e-999999999",
            "0e999999999",
            "9".repeat(400),
            "NaN",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\\r\\nX: y\"",
            "\"'; drop table orders; --\"",
            "\"%n%s\"",
            "\"" + "x".repeat(300) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[[]]]",
            "[".repeat(600),
            "\"KRW\"",
            "\"XXX\"",
            "\"a@b\"",
            "{\"a\":1,\"a\":2}");

    private static final List<String> PATHS = List.of(
            "/orders",
            "/orders",
            "/orders",
            "/orders/%s",
            "/orders/%s/cancellation",
            "/orders/%s/cancellation",
            "/orders/%s/shipment",
            "/orders?limit=%s",
            "/orders?status=%s",
            "/orders?cursor=%s",
            "/events?offset=%s",
            "/events?limit=%s",
            "/dead-letters",
            "/dead-letters/%s/redrive",
            "/dead-letters/redrive?subject=%s",
            "/%s",
            "/actuator/%s",
            "/error",
            "/swagger-ui/%s");

    private static final List<String> METHODS = List.of(
            "POST", "POST", "POST", "POST", "GET", "GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO");

    private static final List<String> HEADERS = List.of(
            "Authorization: Bearer " + RealService.OPERATOR_TOKEN,
            "Authorization: Bearer " + RealService.OPERATOR_TOKEN,
            "Authorization: Bearer %s",
            "Accept: text/html",
            "Accept: %s",
            "Content-Type: text/plain",
            "Content-Type: application/json;charset=%s",
            "Idempotency-Key: %s",
            "Idempotency-Key: \"%s\"",
            "traceparent: %s",
            "Content-Encoding: gzip",
            "Expect: %s",
            "Range: bytes=0-1",
            "X-Forwarded-For: %s",
            "Accept-Language: %s",
            "If-None-Match: %s",
            "X-HTTP-Method-Override: DELETE");

    @Autowired
    private Environment environment;

    private Random random;
    private String knownId;

    @Test
    void everyRequestIsAnsweredAndNoneBreaksTheService() throws IOException {
        var seed = Long.getLong("fuzz.seed", System.nanoTime());
        var requests = Integer.getInteger("fuzz.requests", 500);
        random = new Random(seed);
        knownId = new Client(environment).placeOrder();
        int accepted = 0;
        int refused = 0;
        for (int i = 0; i < requests; i++) {
            var request = request();
            var answer = exchange(request);
            var description = "request %d of seed %d:%n%s%nanswer:%n%s".formatted(i, seed, request, answer);

            assertThat(answer).as(description).matches("(?s)HTTP/1.1 [1-4]\\d\\d .*");
            assertThat(answer)
                    .as(description)
                    .doesNotContain(
                            "Exception",
                            "org.",
                            "java.",
                            "dev.orderly",
                            "\tat ",
                            "select ",
                            "insert ",
                            "PSQL",
                            "Tomcat",
                            "<h1>HTTP");
            if (answer.charAt(9) == '4') {
                assertThat(answer).as(description).contains("application/problem+json");
                refused++;
            } else {
                accepted++;
            }
        }
        // Otherwise the test would prove nothing about either.
        assertThat(accepted).isPositive();
        assertThat(refused).isPositive();
        new Client(environment).placeOrder();
    }

    /** Each of them once broke the answer of an error. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /orders HTTP/1.1\r\nAccept: \u0085",
                "TRACE /orders HTTP/1.1\r\nContent-Type: application/json;charset=%"
            })
    void whatOnceBrokeAnAnswerIsRefusedWithAProblem(String head) throws IOException {
        var answer = exchange(head + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 4\\d\\d .*").contains("application/problem+json");
    }

    private String request() {
        var body = body();
        var head = new StringBuilder("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                .formatted(pick(METHODS), pick(PATHS).formatted(word())));
        if (random.nextInt(10) > 0) {
            head.append("Content-Type: application/json\r\n");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            head.append(pick(HEADERS).formatted(word())).append("\r\n");
        }
        var size = body.getBytes(StandardCharsets.ISO_8859_1).length;
        return switch (random.nextInt(4)) {
            case 0 ->
                head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(size) + "\r\n" + body
                        + (size == 0 ? "\r\n" : "\r\n0\r\n\r\n");
            default -> head + "Content-Length: " + size + "\r\n\r\n" + body;
        };
    }

    private String body() {
        var body = new StringBuilder(
                random.nextInt(3) == 0
                        ? "{\"reason\":\"because\"}"
                        : Client.order().replace("\n", ""));
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(body.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> body.insert(at, pick(VALUES));
                case 1 -> body.insert(at, (char) random.nextInt(256));
                case 2 -> body.delete(at, Math.min(body.length(), at + random.nextInt(20)));
                case 3 -> {
                    var colon = body.indexOf(":", at);
                    var end = body.indexOf(",", colon);
                    if (colon > 0 && end > colon) {
                        body.replace(colon + 1, end, pick(VALUES));
                    }
                }
                default -> body.append(pick(VALUES));
            }
        }
        return random.nextInt(50) == 0 ? body.append("x".repeat(70_000)).toString() : body.toString();
    }

    private String word() {
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> knownId;
            case 3 -> String.valueOf(random.nextLong());
            case 4 ->
                pick(List.of(
                        "%00",
                        "%zz", "..%2f", "%c0%80", ";a=b", "?", "\\", "%25", "*/*", "a/b;q=2", "utf-16", "\"", "<a>",
                        "//"));
            case 5 -> "x".repeat(random.nextInt(400));
            case 6 -> String.valueOf((char) (33 + random.nextInt(220)));
            default -> Integer.toString(random.nextInt(20) - 5);
        };
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Sends raw bytes, because Java's client refuses to send most of them. */
    private String exchange(String request) throws IOException {
        try (var socket =
                new Socket("localhost", environment.getRequiredProperty("local.server.port", Integer.class))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
