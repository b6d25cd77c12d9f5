package dev.orderly.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.Ports;
import dev.orderly.localstack.shop.ServiceJar;
import dev.orderly.localstack.stack.Transport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** A service with the heap of a container of 256 MB outlives clients that ask for too much, or too slowly. */
@Tag("full")
@OnlyOn(value = Transport.FEED, because = "the test starts a service of its own, without a broker")
class ExhaustionIT {

    private static final String TOKEN = "token-of-the-operator";

    private static final int POLLS = 500;
    private static final int SLOW_BODIES = 200;
    private static final int PAGES = 20;
    private static final int PAGES_AT_ONCE = 4;
    private static final int LISTS = 12;
    private static final int LISTS_AT_ONCE = 4;

    /** The promise for liveness. This machine also runs the attackers, on the same cores: so half of the answers must keep it. */
    private static final Duration PROMISED = Duration.ofSeconds(1);

    /** For each answer, also to those who place orders. */
    private static final Duration PROMPTLY = Duration.ofSeconds(5);

    /** Several times as long as a body may take. */
    private static final int SECONDS_OF_A_SLOW_BODY = 60;

    private static final String PAGE =
            "GET /events?limit=1000 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n".formatted(TOKEN);

    private static final String EVENTS = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
            SELECT gen_random_uuid(), 'order.placed.v1', '/order-service', 'o-' || i, now(), 'application/json',
                   convert_to('{"text":"' || repeat('x', 8600) || '"}', 'UTF8')
            FROM generate_series(1, 1000) AS i""";

    private static final String ORDERS = """
            INSERT INTO orders (id, customer_id, customer_name, customer_email, lines, currency, total, placed_at,
                                status, refund_status, version)
            SELECT gen_random_uuid(), 'c-1', 'Kim', 'kim@example.com',
                   (SELECT jsonb_agg(jsonb_build_object('productId', repeat('p', 100), 'quantity', 1, 'unitPrice', 15000))
                    FROM generate_series(1, 100)),
                   'KRW', 1500000, now(), 'PLACED', 'NONE', 0
            FROM generate_series(1, 1000)""";

    private static final String ORDER = """
            {"customer":{"id":"c-1","name":"Kim","email":"kim@example.com"},
             "lines":[{"productId":"p-1","quantity":1,"unitPrice":100}],"currency":"KRW"}""";

    private static final HttpClient http = HttpClient.newHttpClient();
    private static Path directory;
    private static LocalPostgres postgres;
    private static ChildProcess service;
    private static int port;
    private static int managementPort;

    @BeforeAll
    static void start() throws SQLException {
        directory = Directories.temporary("orderly-exhaustion-");
        postgres = LocalPostgres.onFreePort(directory.resolve("postgres"));
        postgres.start();
        postgres.createDatabase("orders", "secret", "owner");
        port = Ports.free();
        managementPort = Ports.free();
        service = ChildProcess.start(
                List.of(
                        ChildProcess.java().toString(),
                        "-Xmx128m", // What docker/jvm.options makes of 256 MB.
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-jar",
                        ServiceJar.of(Path.of(System.getProperty("orderly.project")), "order-service")
                                .jar()
                                .toString()),
                environment(),
                directory,
                Redirect.to(directory.resolve("service.log").toFile()));
        Awaitility.await().atMost(Duration.ofMinutes(3)).ignoreExceptions().until(() -> {
            assertAlive();
            return get("/livez").statusCode() == 200;
        });
        try (var database = DriverManager.getConnection(postgres.jdbcUrl("orders"), "orders", "secret");
                var statement = database.createStatement()) {
            statement.execute(EVENTS);
            statement.execute(ORDERS);
        }
        assertThat(get("/events?limit=1").statusCode()).isEqualTo(200);
    }

    /** As in production, with a role that owns no table. */
    private static Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("SERVER_ADDRESS", "127.0.0.1"),
                Map.entry("SERVER_PORT", String.valueOf(port)),
                Map.entry("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1"),
                Map.entry("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort)),
                Map.entry("SPRING_DATASOURCE_URL", postgres.jdbcUrl("orders")),
                Map.entry("SPRING_DATASOURCE_USERNAME", "orders"),
                Map.entry("SPRING_DATASOURCE_PASSWORD", "secret"),
                Map.entry("SPRING_FLYWAY_USER", "orders_owner"),
                Map.entry("SPRING_FLYWAY_PASSWORD", "owner"),
                Map.entry("ORDERLY_SCHEMA_USERNAME", "orders_owner"),
                Map.entry("ORDERLY_SCHEMA_PASSWORD", "owner"),
                Map.entry("ORDERLY_TRANSPORT", "feed"),
                Map.entry("ORDERLY_TOKENS", "ops:operator:" + TOKEN),
                Map.entry("ORDERLY_FEED_TOKEN", "token-of-a-reader"),
                Map.entry("REFUND_SERVICE_URL", "http://127.0.0.1:" + Ports.free()));
    }

    @AfterAll
    static void stop() {
        service.stop(Duration.ofSeconds(20));
        postgres.stop();
        Directories.remove(directory);
    }

    @Test
    void fiveHundredLongPolls() {
        var polls = Stream.generate(
                        () -> http.sendAsync(request("/events?timeout=30000&offset=1000000"), BodyHandlers.ofString()))
                .limit(POLLS)
                .toList();

        assertServesOthers();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> answered(polls).size() > POLLS / 2);
        assertThat(answered(polls)).allSatisfy(ExhaustionIT::isToldToComeBack);
        assertServesOthers();

        // The service does not notice a client that has gone: a poll would count in the tests that follow.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> answered(polls).size() == POLLS);
    }

    @Test
    void twoHundredSlowBodies() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_BODIES; i++) {
                clients.add(send("""
                        POST /orders HTTP/1.1\r
                        Host: localhost\r
                        Content-Type: application/json\r
                        Content-Length: 60000\r
                        \r
                        {"""));
            }
            assertServesOthers();
            assertThat(clients.stream().map(ExhaustionIT::statusWhileSendingSlowly))
                    .isSubsetOf(503, 408)
                    .contains(503, 408);
            assertServesOthers();
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void fullPagesForClientsThatReadSlowly() throws IOException {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < PAGES; i++) {
                clients.add(send(PAGE));
            }
            for (int i = 0; i < LISTS; i++) {
                clients.add(send("GET /orders?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            }
            assertServesOthers();
            var statuses = clients.stream().map(ExhaustionIT::status).toList();
            // A page may fit into the buffers of its connection: a fast service then serves all of them in time.
            assertThat(statuses).isSubsetOf(200, 503).contains(200);
            assertServesOthers();
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    @Test
    void moreListsThanMayBeInMemoryAtOnce() throws IOException, SQLException {
        assertAtOnce(LISTS_AT_ONCE, LISTS, "GET /orders?limit=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n", "orders");
    }

    @Test
    void morePagesThanMayBeInMemoryAtOnce() throws IOException, SQLException {
        // A client that has gone is noticed when its long poll ends.
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> get("/events?limit=1").statusCode() == 200);

        assertAtOnce(PAGES_AT_ONCE, PAGES, PAGE, "orderly.event_run");
    }

    /** The answers wait for the table while they are in memory; the service refuses what comes beyond them. */
    private static void assertAtOnce(int atOnce, int requests, String request, String table)
            throws IOException, SQLException {
        List<Socket> clients = new ArrayList<>();
        try (var database = DriverManager.getConnection(postgres.jdbcUrl("orders"), "orders_owner", "owner");
                var statement = database.createStatement()) {
            database.setAutoCommit(false);
            statement.execute("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table));
            for (int i = 0; i < requests; i++) {
                clients.add(send(request));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() ->
                            clients.stream().filter(ExhaustionIT::isAnswered).count() == requests - atOnce);
            database.rollback();

            var statuses = clients.stream().map(ExhaustionIT::status).toList();
            assertThat(statuses).containsOnly(200, 503);
            assertThat(Collections.frequency(statuses, 200)).isEqualTo(atOnce);
            assertServesOthers();
        } finally {
            for (var client : clients) {
                client.close();
            }
        }
    }

    private static boolean isAnswered(Socket client) {
        try {
            return client.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An order is placed, and the service says that it is alive, on its own port and on that of the management. */
    private static void assertServesOthers() {
        List<Duration> liveness = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            var begin = System.nanoTime();
            assertAlive();
            liveness.add(Duration.ofNanos(System.nanoTime() - begin));
            assertThat(get("/livez").statusCode()).isEqualTo(200);
            var placed = answer(HttpRequest.newBuilder(url("/orders"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(ORDER)));
            assertThat(placed.statusCode()).isEqualTo(201);
        }
        assertThat(liveness.stream().sorted().toList().get(liveness.size() / 2))
                .as(liveness::toString)
                .isLessThan(PROMISED);
    }

    private static void assertAlive() {
        assertThat(service.isAlive())
                .as(() -> Await.lastLines(directory.resolve("service.log")))
                .isTrue();
        var alive = answer(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/actuator/health/liveness".formatted(managementPort))));
        assertThat(alive.statusCode()).isEqualTo(200);
    }

    private static void isToldToComeBack(HttpResponse<?> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private static List<HttpResponse<String>> answered(List<CompletableFuture<HttpResponse<String>>> requests) {
        return requests.stream()
                .filter(CompletableFuture::isDone)
                .map(CompletableFuture::join)
                .toList();
    }

    private static HttpResponse<String> get(String path) {
        return answer(HttpRequest.newBuilder(url(path)).header("Authorization", "Bearer " + TOKEN));
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(url(path))
                .header("Authorization", "Bearer " + TOKEN)
                .build();
    }

    private static HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(PROMPTLY).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("The service does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Socket send(String text) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        return socket;
    }

    /** One byte a second, until the service answers. */
    private static int statusWhileSendingSlowly(Socket client) {
        try {
            client.setSoTimeout(1_000);
            for (int second = 0; second < SECONDS_OF_A_SLOW_BODY; second++) {
                try {
                    return status(client);
                } catch (IllegalStateException noAnswerYet) {
                    client.getOutputStream().write(' ');
                }
            }
            throw new AssertionError("No answer after %d s".formatted(SECONDS_OF_A_SLOW_BODY));
        } catch (IOException e) {
            throw new AssertionError("The connection ended without an answer", e);
        }
    }

    private static int status(Socket client) {
        try {
            var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));
            var status = Integer.parseInt(lines.readLine().split(" ")[1]);
            if (status == 503) {
                assertThat(lines.lines().takeWhile(line -> !line.isEmpty()))
                        .anyMatch(header -> header.startsWith("Retry-After:"));
            }
            return status;
        } catch (IOException e) {
            throw new IllegalStateException("No answer", e);
        }
    }

    private static URI url(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    }
}
