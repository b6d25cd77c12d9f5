package dev.orderly.events.inbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.EventType;
import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.message.Message;
import dev.orderly.events.system.CountedStatements;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.tracing.EventTracing;
import dev.orderly.events.type.EventJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What the inbox makes of the events of a batch, which share a transaction and its statements. */
@SpringBootTest(
        properties = {
            "orderly.source=/batches",
            "orderly.subscriptions=" + BatchIT.TOPIC,
            "orderly.inbox.poll-interval=1h",
            "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration"
        })
class BatchIT {

    static final String TOPIC = "batch-events";

    private final String subject = UUID.randomUUID().toString();
    private final String other = UUID.randomUUID().toString();
    private final List<String> duplicates = new ArrayList<>();

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Packer packer;

    private CountedStatements statements;
    private Inbox inbox;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "batches");
    }

    @BeforeEach
    void inboxWithCountedStatements(
            @Autowired EventHandlerMethods handlers,
            @Autowired EventTracing tracing,
            @Autowired InboxProperties properties) {
        statements = new CountedStatements(dataSource);
        var counted = JdbcClient.create(statements.dataSource());
        var metrics = new EventMetrics() {
            @Override
            public void recognized(EventMetadata event, String origin) {
                duplicates.add(event.type());
            }
        };
        inbox = new Inbox(
                new MessageParser(handlers.of(""), new EventJson()),
                new DeadLetterQueue(counted, "batches"),
                new EventProcessor(new ProcessedEvents(counted, "batches"), tracing, metrics, List.of()),
                new TransactionTemplate(new JdbcTransactionManager(statements.dataSource())),
                properties);
    }

    @Test
    void aBatchTakesTheSameStatementsHoweverManyEventsItHas() {
        inbox.receive(IntStream.range(0, 2).mapToObj(this::packed).toList());
        var forTwo = statements.takeCount();

        inbox.receive(IntStream.range(2, 1_002).mapToObj(this::packed).toList());

        assertThat(statements.takeCount()).as("statements for 1,000 events").isEqualTo(forTwo);
        assertThat(packer.packed(subject))
                .containsExactlyElementsOf(IntStream.range(0, 1_002).boxed().toList());
    }

    @Test
    void handlersAreCalledInTheOrderOfTheBatchWhateverTheIds() {
        List<UUID> ids = Stream.generate(UUID::randomUUID).limit(20).sorted().toList();
        List<Message> batch = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            batch.add(packed(ids.get(19 - number), subject, number));
        }

        inbox.receive(batch);

        assertThat(packer.packed(subject))
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void theSameEventTwiceInABatchHasOneEffectAndTheSecondIsRecognized() {
        var twice = packed(1);

        inbox.receive(List.of(twice, packed(2), twice));

        assertThat(packer.packed(subject)).containsExactly(1, 2);
        assertThat(duplicates).hasSize(1);
    }

    @Test
    void aDuplicateOfAnEarlierBatchHasNoEffectAmongNewEvents() {
        inbox.receive(List.of(packed(new UUID(0, 1), subject, 1), packed(new UUID(0, 2), subject, 2)));

        inbox.receive(List.of(
                packed(new UUID(0, 1), subject, 1),
                packed(new UUID(0, 2), subject, 2),
                packed(new UUID(0, 3), subject, 3)));

        assertThat(packer.packed(subject)).containsExactly(1, 2, 3);
        assertThat(duplicates).hasSize(2);
    }

    @Test
    void whatComesBehindAMalformedMessageOfItsBatchWaitsAndNothingElseDoes() {
        inbox.receive(List.of(
                packed(1), malformed(), packed(3), packed(UUID.randomUUID(), other, 1), malformed(), packed(5)));
        inbox.receive(List.of(packed(6), malformed(), packed(UUID.randomUUID(), other, 2)));

        assertThat(packer.packed(subject)).containsExactly(1);
        assertThat(packer.packed(other)).containsExactly(1, 2);
        assertThat(letters()).containsExactly("malformed", "waits", "malformed", "waits", "waits", "malformed");
    }

    @Test
    void anEventThatWaitsIsNotMarkedAsProcessed() {
        inbox.receive(List.of(malformed(), packed(new UUID(7, 1), subject, 1)));

        assertThat(jdbc.sql("SELECT count(*) FROM orderly.processed_event WHERE event_id = ?")
                        .param(new UUID(7, 1))
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** As after a rebalance, when the consumer that has lost a partition still processes what it polled from it. */
    @Test
    void twoBatchesWithTheSameEventsInAnotherOrderDoNotWaitForEachOther() {
        var processed = new ProcessedEvents(jdbc, "batches");
        var ids = List.of(new UUID(9, 1), new UUID(9, 2), new UUID(9, 3));
        var reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        List<CompletableFuture<Set<UUID>>> batches = new ArrayList<>();

        transactions.executeWithoutResult(status -> {
            processed.add(List.of(ids.get(1)));
            for (var order : List.of(ids, reversed)) {
                batches.add(
                        CompletableFuture.supplyAsync(() -> transactions.execute(transaction -> processed.add(order))));
            }
            await().until(() -> waiting() == 2);
        });

        assertThat(Stream.concat(batches.get(0).join().stream(), batches.get(1).join().stream()))
                .containsExactlyInAnyOrder(ids.get(0), ids.get(2));
    }

    /** Asked outside the test's transaction: within it, the statistics would not change. */
    private long waiting() {
        return CompletableFuture.supplyAsync(() -> jdbc.sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
                        .query(Long.class)
                        .single())
                .join();
    }

    private List<String> letters() {
        return jdbc.sql("""
                        SELECT CASE WHEN reason LIKE 'waits%' THEN 'waits' ELSE 'malformed' END
                        FROM orderly.dead_letter WHERE key = ? ORDER BY id""").param(subject).query(String.class).list();
    }

    private Message packed(int number) {
        return packed(UUID.randomUUID(), subject, number);
    }

    private static Message packed(UUID id, String subject, int number) {
        return message(id, subject, "{\"subject\":\"%s\",\"number\":%d}".formatted(subject, number));
    }

    private Message malformed() {
        return message(UUID.randomUUID(), subject, "{");
    }

    private static Message message(UUID id, String subject, String payload) {
        var metadata = new EventMetadata(id, "box.packed.v1", "/boxes", subject, Instant.EPOCH, 1, null);
        return CloudEventEncoder.encode(metadata, "application/json", payload.getBytes(UTF_8), TOPIC);
    }

    @EventType("box.packed.v1")
    record Packed(String subject, int number) implements DomainEvent {

        @Override
        public String aggregateId() {
            return subject;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Packer.class)
    static class Application {}

    static class Packer {

        private final List<Packed> packed = new CopyOnWriteArrayList<>();

        @EventHandler
        void on(Packed event) {
            packed.add(event);
        }

        List<Integer> packed(String subject) {
            return packed.stream()
                    .filter(each -> each.subject().equals(subject))
                    .map(Packed::number)
                    .toList();
        }
    }
}
