package dev.orderly.events.rabbit;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.system.CountingService;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** One service publishes by way of RabbitMQ, another listens. */
@EnabledIf(value = "isRabbitInstalled", disabledReason = LocalRabbit.HOW_TO_INSTALL)
class RabbitTransportIT {

    private static final int COUNTERS = 20;
    private static final int EVENTS_EACH = 100;

    /** Of its own for each test, with the queues that belong to it. */
    private final String topic = "counter-" + UUID.randomUUID();

    private TestDatabase publishers;
    private TestDatabase consumers;
    private ConfigurableApplicationContext publisher;

    static boolean isRabbitInstalled() {
        return LocalRabbit.isInstalled();
    }

    @BeforeEach
    void start() {
        publishers = TestServers.database("rabbit_publisher");
        consumers = TestServers.database("rabbit_consumer");
        startPublisher();
    }

    @AfterEach
    void stopPublisher() {
        publisher.close();
    }

    @Test
    void whatIsSentBeforeAConsumerFirstStartsWaitsForIt() {
        raise(new Counted("early", 1));
        await().until(() -> backlog() == 0);

        try (var consumer = startConsumer()) {
            await().until(() -> counting(consumer).numbersOf("early").equals(List.of(1L)));
        }
    }

    @Test
    void eventsAreHandledOnceAndInOrderWhileTheBrokerAndTheConsumersCrashAndChange() throws Exception {
        try (var consumer = startConsumer()) {
            var raising = CompletableFuture.runAsync(this::raiseAll);
            await().until(() -> counting(consumer).handled() > 100);
            TestServers.rabbit().kill();
            TestServers.rabbit().start();
            var handledSoFar = counting(consumer).handled();
            await().until(() -> counting(consumer).handled() > handledSoFar);
            try (var second = startConsumer()) {
                consumer.close();
                raising.get();
                await().until(() -> backlog() == 0 && counting(second).handled() == COUNTERS * EVENTS_EACH);
                for (int counter = 0; counter < COUNTERS; counter++) {
                    assertThat(counting(second).numbersOf("c" + counter))
                            .isEqualTo(LongStream.rangeClosed(1, EVENTS_EACH)
                                    .boxed()
                                    .toList());
                }
            }
        }
    }

    @Test
    void aFailingEventIsSetAsideAndAllOthersGoOn() {
        try (var consumer = startConsumer()) {
            raise(new Counted("bad", -1));
            raise(new Counted("bad", 2));
            raise(new Counted("good", 1));

            await().until(() -> counting(consumer).numbersOf("good").equals(List.of(1L)));
            await().until(() -> letters(consumer, "key").equals(List.of("bad", "bad")));
            assertThat(counting(consumer).numbersOf("bad")).isEmpty();
        }
    }

    @Test
    void anEventThatTheBrokerOrItsClientRefusesIsParkedAndAllOthersGoOn() {
        try (var consumer = startConsumer()) {
            var doesNotFitIntoAFrame = "f".repeat(200_000);
            raise(new Noted("n", "x".repeat(1_500_000)));
            raise(new Noted(doesNotFitIntoAFrame, "x"));
            raise(new Counted("good", 1));

            await().until(() -> counting(consumer).numbersOf("good").equals(List.of(1L)));
            assertThat(letters(publisher, "key")).containsExactlyInAnyOrder("n", doesNotFitIntoAFrame);
        }
    }

    @EventType("counter.noted.v1")
    record Noted(String counter, String note) implements DomainEvent {

        @Override
        public String aggregateId() {
            return counter;
        }
    }

    @Test
    void aMessageThatIsNoEventIsParkedWithItsBytes() {
        try (var consumer = startConsumer()) {
            send("neither JSON nor an event");
            send("something else");

            await().until(() -> letters(consumer, "convert_from(payload, 'UTF8')")
                    .equals(List.of("neither JSON nor an event", "something else")));
        }
    }

    @Test
    void aSecondDeliveryHasNoEffect() {
        try (var consumer = startConsumer()) {
            raise(new Counted("again", 1));
            await().until(() -> counting(consumer).numbersOf("again").equals(List.of(1L)));
            publisher
                    .getBean(JdbcClient.class)
                    .sql("DELETE FROM orderly.forwarder_position")
                    .update();
            publisher.close();
            startPublisher();

            raise(new Counted("again", 2));

            await().until(() -> counting(consumer).numbersOf("again").equals(List.of(1L, 2L)));
        }
    }

    private void send(String body) {
        publisher.getBean(RabbitTemplate.class).convertAndSend(topic, "0", body.getBytes(UTF_8));
    }

    private void raiseAll() {
        for (long number = 1; number <= EVENTS_EACH; number++) {
            long current = number;
            IntStream.range(0, COUNTERS).forEach(counter -> raise(new Counted("c" + counter, current)));
        }
    }

    /** As {@code Events.raise} would, which belongs to the service that started last: here, to the consumer. */
    private void raise(DomainEvent event) {
        publisher.getBean(TransactionTemplate.class).executeWithoutResult(status -> publisher.publishEvent(event));
    }

    private long backlog() {
        return publisher
                .getBean(JdbcClient.class)
                .sql("""
                        SELECT head.position - forwarder.position + (
                            SELECT count(*) FROM orderly.event_entry WHERE insertion_id > head.frontier)
                        FROM orderly.event_head AS head, orderly.forwarder_position AS forwarder""")
                .query(Long.class)
                .optional()
                .orElse(-1L);
    }

    private static CountingService counting(ConfigurableApplicationContext consumer) {
        return consumer.getBean(CountingService.class);
    }

    private static List<String> letters(ConfigurableApplicationContext consumer, String column) {
        return consumer.getBean(JdbcClient.class)
                .sql("SELECT %s FROM orderly.dead_letter ORDER BY id".formatted(column))
                .query(String.class)
                .list();
    }

    private void startPublisher() {
        publisher = start(
                Publisher.class,
                publishers,
                "--orderly.source=/publisher",
                "--orderly.topic=" + topic,
                "--orderly.max-event-size=2000000",
                "--orderly.rabbitmq.consumers=consumer");
    }

    private ConfigurableApplicationContext startConsumer() {
        return start(
                CountingService.class,
                consumers,
                "--orderly.source=/consumer",
                "--orderly.subscriptions=" + topic,
                "--orderly.inbox.first-back-off=1h");
    }

    private static ConfigurableApplicationContext start(
            Class<?> application, TestDatabase database, String... arguments) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(
                        "orderly.transport=rabbitmq",
                        "spring.rabbitmq.host=127.0.0.1",
                        "spring.rabbitmq.port=" + TestServers.rabbit().port(),
                        "spring.kafka.bootstrap-servers=localhost:1",
                        "logging.level.dev.orderly.events=warn",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run(arguments);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}
}
