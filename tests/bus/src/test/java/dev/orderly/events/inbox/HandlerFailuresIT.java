package dev.orderly.events.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.test.Deliveries;
import dev.orderly.events.test.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.CannotCreateTransactionException;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** Whatever a handler throws, its event becomes a dead letter, and all others are handled. */
@SpringBootTest(
        properties = {
            "orderly.source=/tills",
            "orderly.subscriptions=till-events",
            "orderly.inbox.first-back-off=10ms",
            "orderly.inbox.poll-interval=10ms",
            "orderly.inbox.max-attempts=3",
            "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration"
        })
@Import(Deliveries.class)
class HandlerFailuresIT {

    private final String failing = UUID.randomUUID().toString();
    private final String other = UUID.randomUUID().toString();

    @Autowired
    Deliveries deliveries;

    @Autowired
    Cashier cashier;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "handler_failures");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void anEventWhoseHandlerAlwaysFailsIsParkedAndOthersAreHandled(Supplier<Throwable> failure, String reason) {
        cashier.fail(failing, failure);

        deliveries.deliver(new Paid(failing));
        deliveries.deliver(new Paid(other));

        assertThat(cashier.calls(other)).isEqualTo(1);
        await().until(() -> parked(failing));
        assertThat(reason(failing)).contains(reason);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void theOthersOfItsBatchAreHandled(Supplier<Throwable> failure) {
        cashier.fail(failing, failure);

        deliveries.deliverTogether(deliveries.prepare(new Paid(failing)), deliveries.prepare(new Paid(other)));

        assertThat(processed()).isEqualTo(1);
        await().until(() -> parked(failing));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                failure("a statement over a limit of PostgreSQL (SQL state 54000)", Cashier.TOO_LARGE, "too large"),
                failure(
                        "a resource of its own is away",
                        () -> new DataAccessResourceFailureException("the archive is away"),
                        "the archive is away"),
                failure(
                        "another database of its own is away",
                        () -> new CannotCreateTransactionException("no connection to the archive"),
                        "no connection to the archive"),
                failure(
                        "a message that PostgreSQL cannot store",
                        () -> new IllegalStateException("bad character \0 in the name"),
                        "bad character \uFFFD in the name"),
                failure("a failed assertion", () -> new AssertionError("never"), "AssertionError: never"),
                failure("an endless recursion", StackOverflowError::new, "StackOverflowError"),
                failure("a missing class", () -> new NoClassDefFoundError("acme/Tax"), "NoClassDefFoundError"),
                failure("a checked exception", () -> new Exception("no change"), "java.lang.Exception: no change"));
    }

    private static Arguments failure(String name, Supplier<Throwable> failure, String reason) {
        return argumentSet(name, failure, reason);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aFailingHandlerIsCalledAsOftenAsThereAreAttempts(int batchSize) {
        cashier.fail(failing, () -> new IllegalStateException("refused for this test"));
        var batch = new ArrayList<>(List.of(deliveries.prepare(new Paid(failing))));
        for (int number = 2; number <= batchSize; number++) {
            batch.add(deliveries.prepare(new Paid(other)));
        }

        deliveries.deliverTogether(batch.toArray(Delivery[]::new));

        await().until(() -> parked(failing));
        assertThat(cashier.calls(failing)).isEqualTo(3);
        assertThat(count("SELECT attempts FROM orderly.dead_letter WHERE key = ?", failing))
                .isEqualTo(3);
        assertThat(processed()).isEqualTo(batchSize - 1);
    }

    @Test
    void anEventWhoseClassThrowsAnErrorIsParked() {
        deliveries.deliver(new Torn(failing, false));
        deliveries.deliver(new Paid(other));

        assertThat(parked(failing)).isTrue();
        assertThat(cashier.calls(other)).isEqualTo(1);
    }

    @Test
    void anErrorOfTheJvmIsNotTheEventsFault() {
        cashier.fail(failing, () -> new OutOfMemoryError("none left"));

        assertThatThrownBy(() -> deliveries.deliver(new Paid(failing))).isInstanceOf(OutOfMemoryError.class);

        assertThat(count("SELECT count(*) FROM orderly.dead_letter WHERE key = ?", failing))
                .isZero();
    }

    private boolean parked(String till) {
        return count("SELECT count(*) FROM orderly.dead_letter WHERE parked AND key = ?", till) == 1;
    }

    private String reason(String till) {
        return jdbc.sql("SELECT reason FROM orderly.dead_letter WHERE key = ?")
                .param(till)
                .query(String.class)
                .single();
    }

    private long processed() {
        return count("SELECT count(*) FROM paid WHERE till = ?", other);
    }

    private long count(String sql, Object parameter) {
        return jdbc.sql(sql).param(parameter).query(Long.class).single();
    }

    @EventType("till.paid.v1")
    record Paid(String aggregateId) implements DomainEvent {}

    @EventType("till.torn.v1")
    record Torn(String aggregateId, boolean whole) implements DomainEvent {

        /** Can be written but not read. */
        Torn {
            if (StackWalker.getInstance()
                    .walk(frames -> frames.anyMatch(each -> each.getClassName().endsWith("MessageParser")))) {
                throw new AssertionError("torn");
            }
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Cashier.class)
    static class Application {}

    static class Cashier {

        /** Not thrown: the cashier executes a statement that PostgreSQL refuses. */
        static final Supplier<Throwable> TOO_LARGE = () -> null;

        private final JdbcClient jdbc;
        private final Map<String, Supplier<Throwable>> failures = new ConcurrentHashMap<>();
        private final Map<String, Integer> calls = new ConcurrentHashMap<>();

        Cashier(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("CREATE TABLE paid (till text)").update();
        }

        @EventHandler
        void on(Torn event) {}

        @EventHandler
        void on(Paid event) throws Throwable {
            calls.merge(event.aggregateId(), 1, Integer::sum);
            jdbc.sql("INSERT INTO paid (till) VALUES (?)")
                    .param(event.aggregateId())
                    .update();
            var failure = failures.get(event.aggregateId());
            if (failure == TOO_LARGE) {
                jdbc.sql("SELECT repeat('x', 1 << 30)").query(String.class).single();
            } else if (failure != null) {
                throw failure.get();
            }
        }

        void fail(String till, Supplier<Throwable> failure) {
            failures.put(till, failure);
        }

        int calls(String till) {
            return calls.getOrDefault(till, 0);
        }
    }
}
