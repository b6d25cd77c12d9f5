package dev.orderly.shop.order;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

import dev.orderly.shop.order.Client.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A request with an {@code Idempotency-Key} can be repeated and is executed once. */
@RealService
@ExtendWith(OutputCaptureExtension.class)
class IdempotencyIT {

    private static final String HEADER = "Idempotency-Key";

    @Autowired
    private Environment environment;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    private final String key = UUID.randomUUID().toString();
    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(environment);
    }

    @Test
    void repeatsTheFirstAnswerAndDoesNothingMore() {
        var first = place(key);
        var second = place(key);

        assertSame(first.hasStatus(201), second);
        assertThat(second.header("Location"))
                .isEqualTo("/orders/" + first.json("/orderId").stringValue());
        assertThat(orders()).containsOnlyOnce(first.json("/orderId").stringValue());
        assertThat(client.events(first.json("/orderId").stringValue())).containsExactly("order.placed.v1");
    }

    @Test
    void takesAQuotedKeyForTheSameAsABareOne() {
        var first = place(key);

        assertSame(first, place("\"" + key + "\""));
        assertSame(place("a\"b\\c" + key), place("\"a\\\"b\\\\c" + key + "\""));
    }

    @Test
    void repeatsACancellationThatWouldBeRefusedByNow() {
        var id = client.placeOrder();

        var first = client.cancel(id, HEADER, key);
        var second = client.cancel(id, HEADER, key);

        assertSame(first.hasStatus(200), second);
        client.cancel(id, HEADER, key + "2").isProblem(409, "order-already-canceled");
        assertThat(client.events(id)).containsExactly("order.placed.v1", "order.canceled.v1");
    }

    @Test
    void repeatsARefusalEvenWhenItWouldSucceedByNow() {
        var unknown = UUID.randomUUID().toString();
        var shipped = client.placeOrder();
        client.ship(shipped).hasStatus(200);

        client.cancel(unknown, HEADER, key).isProblem(404, "order-not-found");
        var conflict = client.ship(shipped, HEADER, key).isProblem(409, "order-already-shipped");
        jdbc.sql("update orders set status = 'PLACED' where id = ?::uuid")
                .param(shipped)
                .update();

        client.cancel(unknown, HEADER, key).isProblem(404, "order-not-found");
        assertThat(jdbc.sql("select count(*) from first_answer where path like ?")
                        .param("%" + unknown + "%")
                        .query(Integer.class)
                        .single())
                .as("rows of a 404")
                .isZero();
        assertSame(conflict, client.ship(shipped, HEADER, key));
        assertThat(client.events(shipped)).containsExactly("order.placed.v1", "order.shipped.v1");
    }

    @Test
    void answersARefusalAsItDoesWithoutAKey() {
        var unknown = UUID.randomUUID().toString();

        assertThat(Client.json.readTree(client.cancel(unknown, HEADER, key).body()))
                .isEqualTo(Client.json.readTree(client.cancel(unknown).body()));
    }

    @Test
    void refusesTheKeyOfAnotherBody() {
        var first = place(key);

        client.post("/orders", Client.order() + " ", HEADER, key).isProblem(422, "idempotency-key-reused");
        assertSame(first, place(key));
    }

    @Test
    void keepsKeysOfDifferentPathsApart() {
        var one = client.placeOrder();
        var two = client.placeOrder();

        assertThat(place(key).hasStatus(201).json("/orderId").stringValue()).isNotEqualTo(one);
        client.cancel(one, HEADER, key).hasStatus(200);
        client.cancel(two, HEADER, key).hasStatus(200);
        client.ship(one, HEADER, key).isProblem(409, "order-already-canceled");
    }

    @Test
    void doesNotRememberARequestThatWasInvalid() {
        client.post("/orders", "{}", HEADER, key).isProblem(400, "invalid-request");
        client.post("/orders", Client.order().replace("15000", "0.5"), HEADER, key)
                .isProblem(400, "invalid-request");

        place(key).hasStatus(201);
    }

    @Test
    void refusesACallWhileTheSameOneIsBeingAnswered() {
        var id = client.placeOrder();

        var inFlight = transaction.execute(status -> {
            // Another request holds the order, so the keyed call cannot finish.
            jdbc.sql("select 1 from orders where id = ?::uuid for update")
                    .param(id)
                    .query()
                    .singleRow();
            var first = inBackground(() -> client.cancel(id, HEADER, key));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> jdbc.sql(
                                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()")
                                    .query(Integer.class)
                                    .single()
                            > 0);

            client.cancel(id, HEADER, key).isProblem(409, "idempotency-key-in-flight");
            return first;
        });

        var first = await().atMost(Duration.ofSeconds(10)).until(inFlight::poll, answer -> answer != null);
        assertSame(first.hasStatus(200), client.cancel(id, HEADER, key));
    }

    @Test
    void doesItOnceHoweverManyTryAtOnce() throws Exception {
        var threads = Executors.newFixedThreadPool(20);
        try {
            var calls = new ArrayList<Callable<Answer>>();
            for (int i = 0; i < 20; i++) {
                calls.add(() -> place(key));
            }
            var answers = new ArrayList<Answer>();
            for (var answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }

            assertThat(answers).allMatch(answer -> answer.status() == 201 || answer.status() == 409);
            assertThat(answers.stream()
                            .filter(answer -> answer.status() == 201)
                            .map(Answer::body)
                            .distinct())
                    .hasSize(1);
            assertThat(place(key).hasStatus(201).body())
                    .isEqualTo(answers.stream()
                            .filter(answer -> answer.status() == 201)
                            .findFirst()
                            .orElseThrow()
                            .body());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keepsNothingOfACallThatFails(CapturedOutput log) {
        var id = client.placeOrder();
        // An unexpected failure: the response cannot be stored.
        jdbc.sql("alter table first_answer add constraint broken check (key <> '" + key + "')")
                .update();
        try {
            client.cancel(id, HEADER, key).isProblem(500, "internal-server-error");
        } finally {
            jdbc.sql("alter table first_answer drop constraint broken").update();
        }

        assertThat(client.get("/orders/" + id).json("/status").stringValue()).isEqualTo("PLACED");
        assertThat(client.events(id)).containsExactly("order.placed.v1");
        assertThat(log.getOut()).doesNotContain("Order " + id + " canceled");
        client.cancel(id, HEADER, key).hasStatus(200);
        assertThat(log.getOut()).contains("Order " + id + " canceled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "\"\"", "\"", "\"abc", "\"a\"b", "\"a\\x\"", "\"a\";x=1", "a\tb", "LONG", "\"LONG\""})
    void refusesWhatIsNoKey(String header) {
        client.post("/orders", Client.order(), HEADER, header.replace("LONG", "k".repeat(256)))
                .isProblem(400, "invalid-request")
                .pointsAt("/Idempotency-Key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"schl\u00fcssel", "\u007f", "a\u0001b", "\u00a0"})
    void refusesAKeyThatIsNotPrintableAscii(String header) throws IOException {
        // Java's own client does not send such a header.
        try (var socket =
                new Socket("localhost", environment.getRequiredProperty("local.server.port", Integer.class))) {
            socket.getOutputStream()
                    .write(("POST /orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nIdempotency-Key: " + header
                                    + "\r\nContent-Length: " + Client.order().length() + "\r\n\r\n" + Client.order())
                            .getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json");
        }
    }

    @Test
    void refusesTwoKeys() {
        client.post("/orders", Client.order(), HEADER, "a", HEADER, "b")
                .isProblem(400, "invalid-request")
                .pointsAt("/Idempotency-Key");
    }

    @Test
    void takesAKeyOf255Characters() {
        assertSame(
                place(key.repeat(8).substring(0, 255)).hasStatus(201),
                place(key.repeat(8).substring(0, 255)));
    }

    @Test
    void placesAnOrderEachTimeWithoutAKey() {
        assertThat(client.placeOrder()).isNotEqualTo(client.placeOrder());
    }

    private Answer place(String headerValue) {
        return client.post("/orders", Client.order(), HEADER, headerValue);
    }

    private List<String> orders() {
        return jdbc.sql("select id::text from orders").query(String.class).list();
    }

    private static void assertSame(Answer first, Answer second) {
        assertThat(second.status()).isEqualTo(first.status());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("Content-Type")).isEqualTo(first.header("Content-Type"));
    }

    private static BlockingQueue<Answer> inBackground(Callable<Answer> call) {
        var answer = new ArrayBlockingQueue<Answer>(1);
        new Thread(() -> {
                    try {
                        answer.add(call.call());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .start();
        return answer;
    }
}
