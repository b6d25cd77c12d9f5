package dev.orderly.events.inbox;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.message.Message;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

/** What the receiving half makes of every kind of record, on a real broker and a real database. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "orderly.source=/reader",
            "orderly.subscriptions=" + InboxIT.TOPIC,
            "orderly.inbox.first-back-off=50ms",
            "orderly.inbox.poll-interval=20ms",
            "orderly.inbox.max-attempts=3",
            "orderly.inbox.skipped-types=basket.dropped.v1",
            "spring.datasource.hikari.connection-timeout=500"
        })
class InboxIT {

    static final String TOPIC = "inbox-events";

    private static Producer<byte[], byte[]> producer;

    /** Open as long as the JVM, like the cached application context. */
    private static LoopbackProxy database;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @LocalServerPort
    int port;

    @Autowired
    Counter counter;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        var direct = TestSystem.connect(registry, "inbox");
        var server = URI.create(direct.jdbcUrl().substring("jdbc:".length()));
        database = LoopbackProxy.before(server.getPort());
        registry.add("spring.datasource.url", () -> "jdbc:postgresql://127.0.0.1:%d%s"
                .formatted(database.port(), server.getPath()));
    }

    @BeforeAll
    static void openProducer() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void closeProducer() {
        producer.close();
    }

    @Test
    void theSameRecordTwiceHasOneEffect() {
        var subject = newSubject();
        var record = counted(subject, 1);

        send(record);
        send(record);
        send(counted(subject, 2));

        await().until(() -> effects(subject).contains(2));
        assertThat(effects(subject)).containsExactly(1, 2);
        assertThat(counter.calls(subject)).isEqualTo(2);
    }

    @Test
    void aFailingEventHoldsItsAggregateAndNoOther() {
        var failing = newSubject();
        var other = newSubject();
        counter.refuse(failing);

        send(counted(failing, 1));
        send(counted(failing, 2));
        send(counted(other, 1));

        await().until(() -> effects(other).equals(List.of(1)));
        await().untilAsserted(() ->
                assertThat(lettersOf(failing)).extracting(Letter::state).containsExactly("PARKED", "WAITING"));
        assertThat(lettersOf(failing).get(0).attempts()).isEqualTo(3);
        assertThat(lettersOf(failing).get(0).reason()).contains("refused for this test");
        assertThat(effects(failing)).isEmpty();
    }

    @Test
    void aRetryThatSucceedsLetsTheNextOnesFollowInOrder() {
        var subject = newSubject();
        counter.refuseOnce(subject);

        send(counted(subject, 1));
        send(counted(subject, 2));
        send(counted(subject, 3));

        await().until(() -> effects(subject).size() == 3);
        assertThat(effects(subject)).containsExactly(1, 2, 3);
        await().until(() -> lettersOf(subject).isEmpty());
    }

    @Test
    void aRedriveReplaysAParkedAggregateInOrder() {
        var subject = newSubject();
        counter.refuse(subject);
        send(counted(subject, 1));
        send(counted(subject, 2));
        send(counted(subject, 3));
        await().until(() -> lettersOf(subject).size() == 3
                && lettersOf(subject).get(0).state().equals("PARKED"));

        counter.accept(subject);
        assertThat(redrive(lettersOf(subject).get(0).eventId())).isEqualTo(202);

        await().until(() -> effects(subject).size() == 3);
        assertThat(effects(subject)).containsExactly(1, 2, 3);
        await().until(() -> lettersOf(subject).isEmpty());
    }

    @Test
    void aRedriveOfAnAggregateReplaysEverythingOfItAndNothingElse() {
        var subject = newSubject();
        var other = newSubject();
        counter.refuse(subject);
        counter.refuse(other);
        send(counted(other, 1));
        send(counted(subject, 1));
        // Parked as well: a redrive of the first alone would end here.
        send(counted(subject, 2).withValue("{}"));
        send(counted(subject, 3));
        await().until(() -> states(subject).equals(List.of("PARKED", "WAITING", "WAITING")));
        await().until(() -> states(other).equals(List.of("PARKED")));

        counter.accept(subject);
        counter.accept(other);
        jdbc.sql("UPDATE orderly.dead_letter SET payload = ? WHERE event_id = ?")
                .param("{\"subject\":\"%s\",\"number\":2}".formatted(subject).getBytes(UTF_8))
                .param(lettersOf(subject).get(1).eventId())
                .update();
        assertThat(redriveAggregate(subject)).isEqualTo(202);

        await().until(() -> lettersOf(subject).isEmpty());
        assertThat(effects(subject)).containsExactly(1, 2, 3);
        assertThat(states(other)).containsExactly("PARKED");
        assertThat(redriveAggregate(subject)).isEqualTo(404);
    }

    @Test
    void aDiscardedEventIsKeptAndItsAggregateGoesOnWithoutIt() {
        var subject = newSubject();
        counter.refuse(subject);
        var failing = counted(subject, 1);
        send(failing);
        send(counted(subject, 2));
        await().until(() -> states(subject).equals(List.of("PARKED", "WAITING")));
        var eventId = lettersOf(subject).get(0).eventId();

        assertThat(discard(eventId, "{\"reason\":\"sent by mistake\"}")).isEqualTo(202);

        await().until(() -> effects(subject).equals(List.of(2)));
        await().until(() -> lettersOf(subject).isEmpty());
        assertThat(list("state=DISCARDED&subject={subject}", subject).items())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.eventId()).isEqualTo(eventId);
                    assertThat(each.state()).isEqualTo("DISCARDED");
                    assertThat(each.reason()).contains("refused for this test");
                    assertThat(each.discardedBy()).isEqualTo("unknown");
                    assertThat(each.discardReason()).isEqualTo("sent by mistake");
                    assertThat(each.discardedAt()).isNotNull();
                });
        counter.accept(subject);
        send(failing);
        send(counted(subject, 3));
        await().until(() -> effects(subject).equals(List.of(2, 3)));
        assertThat(redrive(eventId)).isEqualTo(404);
        assertThat(discard(eventId, "{\"reason\":\"again\"}")).isEqualTo(404);
    }

    @Test
    void aDiscardNeedsAReasonAndADeadLetter() {
        assertThat(discard(UUID.randomUUID(), "{\"reason\":\"unknown\"}")).isEqualTo(404);
        assertThat(discard(UUID.randomUUID(), "{\"reason\":\" \"}")).isEqualTo(400);
        assertThat(discard(UUID.randomUUID(), "{}")).isEqualTo(400);
    }

    @Test
    void anEventOfASkippedTypeIsDiscardedAfterItsLastAttempt() {
        var subject = newSubject();
        counter.refuse(subject);
        send(TestRecord.of("basket.dropped.v1", subject, "{\"subject\":\"%s\",\"number\":1}".formatted(subject)));
        send(counted(subject, 2));

        await().until(() -> effects(subject).equals(List.of(2)));
        assertThat(list("state=DISCARDED&subject={subject}", subject).items())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.discardedBy()).isEqualTo("orderly.inbox.skipped-types");
                    assertThat(each.attempts()).isEqualTo(3);
                });
    }

    @Test
    void aListHasPages() {
        var subject = newSubject();
        counter.refuse(subject);
        for (int i = 1; i <= 3; i++) {
            send(counted(subject, i));
        }
        await().until(() -> states(subject).equals(List.of("PARKED", "WAITING", "WAITING")));

        var first = list("limit=2&subject={subject}", subject);
        var second = list("limit=2&subject={subject}&cursor=" + first.nextCursor(), subject);

        assertThat(first.items()).hasSize(2);
        assertThat(second.items()).hasSize(1).doesNotContainAnyElementsOf(first.items());
        assertThat(second.nextCursor()).isNull();
        assertThat(list("state=PARKED&subject={subject}", subject).items()).hasSize(1);
    }

    @Test
    void allLettersOfACauseOrATypeAreRedrivenTogether() {
        var one = newSubject();
        var other = newSubject();
        counter.refuse(one);
        counter.refuse(other);
        send(counted(one, 1));
        send(counted(other, 1));
        await().until(() ->
                states(one).equals(List.of("PARKED")) && states(other).equals(List.of("PARKED")));
        counter.accept(one);
        counter.accept(other);

        assertThat(post("/dead-letters/redrive?type=basket.counted.v9&subject={subject}", one))
                .isEqualTo(404);
        assertThat(post("/dead-letters/redrive?type=basket.counted.v1&reason={reason}", "refused for this test"))
                .isEqualTo(202);

        await().until(() -> effects(one).equals(List.of(1)) && effects(other).equals(List.of(1)));
        await().until(() -> lettersOf(one).isEmpty() && lettersOf(other).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?stat=PARKED", "?state=parked", "?limit=0", "?limit=1001", "?limit=x", "?cursor=x"})
    void whatTheListDoesNotUnderstandIsRefused(String query) {
        int status = http().get().uri("/dead-letters" + query).exchange((request, response) -> response.getStatusCode()
                .value());

        assertThat(status).isEqualTo(400);
    }

    @Test
    void aRedriveOfEverythingHasToBeMeant() {
        assertThat(post("/dead-letters/redrive")).isEqualTo(400);
        assertThat(post("/dead-letters/redrive?typ=basket.counted.v1")).isEqualTo(400);
    }

    @Test
    void whatNamesNoAggregateCannotBeRedriven() {
        assertThat(redriveAggregate(newSubject())).isEqualTo(404);
        assertThat(redriveAggregate("")).isEqualTo(404);
        assertThat(redriveAggregate("\0")).isEqualTo(404);
    }

    @Test
    void anUnknownEventCannotBeRedriven() {
        assertThat(redrive(UUID.randomUUID())).isEqualTo(404);
    }

    @Test
    void whatTheHandlerWroteIsGoneWhenItFails() {
        var subject = newSubject();
        counter.refuseAfterWriting(subject);

        send(counted(subject, 1));

        await().until(() ->
                lettersOf(subject).stream().anyMatch(each -> each.state().equals("PARKED")));
        assertThat(effects(subject)).isEmpty();
        assertThat(jdbc.sql("SELECT count(*) FROM orderly.processed_event WHERE event_id = ?")
                        .param(lettersOf(subject).get(0).eventId())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aTypeWithoutAHandlerIsIgnored() {
        var subject = newSubject();

        send(TestRecord.of("basket.painted.v1", subject, "{}"));
        send(counted(subject, 1));

        await().until(() -> effects(subject).equals(List.of(1)));
        assertThat(lettersOf(subject)).isEmpty();
    }

    @Test
    void nothingIsAcknowledgedWhileTheDatabaseIsAway() throws Exception {
        var subject = newSubject();
        send(counted(subject, 1));
        await().until(() -> effects(subject).equals(List.of(1)));
        await().until(() -> lag() == 0);

        database.refuse();
        try {
            send(counted(subject, 2));
            send(counted(subject, 3));
            await().during(Duration.ofSeconds(3)).until(() -> lag() == 2);
        } finally {
            database.pass();
        }

        // The pool needs a moment, too.
        await().ignoreExceptionsInstanceOf(CannotGetJdbcConnectionException.class)
                .until(() -> effects(subject).size() == 3);
        assertThat(effects(subject)).containsExactly(1, 2, 3);
        assertThat(lettersOf(subject)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("poison")
    void poisonIsParkedAsItCame(TestRecord poison) {
        var good = newSubject();

        send(poison);
        send(counted(good, 1));

        await().until(() -> effects(good).equals(List.of(1)));
        assertThat(jdbc.sql("SELECT parked FROM orderly.dead_letter ORDER BY id DESC LIMIT 1")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        var kept = newestLetter();
        assertThat(kept.key()).isEqualTo(poison.key());
        assertThat(kept.headers())
                .usingRecursiveComparison()
                .isEqualTo(poison.headers().stream()
                        .map(each -> new Message.Header(each.key(), each.value()))
                        .toList());
        assertThat(kept.payload()).isEqualTo(poison.value());
    }

    /** As a redrive would get it. */
    private Message newestLetter() {
        return transactions.execute(status -> {
            status.setRollbackOnly();
            var consumer = jdbc.sql("""
                            UPDATE orderly.dead_letter SET parked = false, is_head = true, next_attempt_at = '-infinity'
                            WHERE id = (SELECT max(id) FROM orderly.dead_letter)
                            RETURNING consumer""").query(String.class).single();
            return new DeadLetterQueue(jdbc, consumer).lockDue().orElseThrow().message();
        });
    }

    static Stream<Arguments> poison() {
        var good = counted("spoiled", 1);
        return Stream.of(
                argumentSet("no JSON", counted("p1", 1).withValue("{\"number\":")),
                argumentSet("not UTF-8", counted("p2", 1).withValue(new byte[] {'{', '"', (byte) 0xff, '"', '}'})),
                argumentSet("no value", counted("p3", 1).withValue((byte[]) null)),
                argumentSet("an empty value", counted("p4", 1).withValue("")),
                argumentSet("null", counted("p5", 1).withValue("null")),
                argumentSet(
                        "a field of a wrong type", counted("p6", 1).withValue("{\"subject\":\"p6\",\"number\":{}}")),
                argumentSet("a missing field", counted("p7", 1).withValue("{\"subject\":\"p7\"}")),
                argumentSet(
                        "a depth of 10,000",
                        counted("p8", 1).withValue("{\"more\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}")),
                argumentSet("trailing tokens", counted("p9", 1).withValue("{\"subject\":\"p9\",\"number\":1} {}")),
                argumentSet("an unknown version", counted("p10", 1).with("ce_type", "basket.counted.v9")),
                argumentSet("no key", counted("p11", 1).withKey(null)),
                argumentSet("a key that is not UTF-8", counted("p23", 1).withKey(new byte[] {(byte) 0xff, 0, 1})),
                argumentSet("a key with a NUL character", counted("p24", 1).withKey("a\0b".getBytes(UTF_8))),
                argumentSet(
                        "a key of 6,000 bytes",
                        counted("p25", 1).withKey(randomText(6_000).getBytes(UTF_8))),
                argumentSet(
                        "a header name of 70,000 characters",
                        counted("p26", 1).withValue("{").and(TestRecord.header("n".repeat(70_000), "long"))),
                argumentSet("a type with a NUL character", counted("p27", 1).with("ce_type", "a\0b")),
                argumentSet("a subject with a NUL character", counted("p28", 1).with("ce_subject", "a\0b")),
                argumentSet("a foreign key", counted("p12", 1).withKey("other".getBytes(UTF_8))),
                argumentSet("no id", counted("p13", 1).without("ce_id")),
                argumentSet("a malformed id", counted("p14", 1).with("ce_id", "1-2-3-4-5")),
                argumentSet("no type", counted("p15", 1).without("ce_type")),
                argumentSet("two types", counted("p16", 1).and(TestRecord.header("ce_type", "basket.counted.v1"))),
                argumentSet("a type that is not UTF-8", counted("p17", 1).with("ce_type", new byte[] {(byte) 0xff})),
                argumentSet("no source", counted("p18", 1).without("ce_source")),
                argumentSet("no subject", counted("p19", 1).without("ce_subject")),
                argumentSet("a time that is none", counted("p20", 1).with("ce_time", "yesterday")),
                argumentSet("a sequence that is none", counted("p21", 1).with("ce_sequence", "-1")),
                argumentSet("no specversion", counted("p22", 1).without("ce_specversion")),
                argumentSet("another specversion", good.with("ce_specversion", "0.3")));
    }

    /** The ordinary way of a letter, for whatever a broker accepts besides the event: parked, redriven, handled. */
    @ParameterizedTest
    @MethodSource("ballast")
    void whateverTheBrokerAcceptsIsDeadLetteredAndRedriven(String subject, UnaryOperator<TestRecord> ballast) {
        counter.refuse(subject);
        send(ballast.apply(counted(subject, 1)));
        send(ballast.apply(counted(subject, 2)));
        await().until(() -> states(subject).equals(List.of("PARKED", "WAITING")));

        counter.accept(subject);
        assertThat(redriveAggregate(subject)).isEqualTo(202);

        await().until(() -> effects(subject).equals(List.of(1, 2)));
        await().until(() -> lettersOf(subject).isEmpty());
    }

    static Stream<Arguments> ballast() {
        return Stream.of(
                argumentSet("a header name of 70,000 characters", newSubject(), (UnaryOperator<TestRecord>)
                        record -> record.and(TestRecord.header("n".repeat(70_000), "long"))),
                argumentSet("a header without a value", newSubject(), (UnaryOperator<TestRecord>)
                        record -> record.and(new RecordHeader("none", (byte[]) null))),
                argumentSet("10,000 headers", newSubject(), (UnaryOperator<TestRecord>) InboxIT::withManyHeaders),
                // Random, because PostgreSQL compresses what repeats before it puts it into an index.
                argumentSet("a key of 5,000 bytes", randomText(5_000), UnaryOperator.<TestRecord>identity()));
    }

    private static TestRecord withManyHeaders(TestRecord record) {
        var headers = new ArrayList<>(record.headers());
        for (int i = 0; i < 10_000; i++) {
            headers.add(TestRecord.header("more", String.valueOf(i)));
        }
        return new TestRecord(record.key(), headers, record.value());
    }

    private static String randomText(int length) {
        return new Random(7)
                .ints(length, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String newSubject() {
        return UUID.randomUUID().toString();
    }

    private static TestRecord counted(String subject, int number) {
        return TestRecord.of(
                "basket.counted.v1", subject, "{\"subject\":\"%s\",\"number\":%d}".formatted(subject, number));
    }

    private static void send(TestRecord record) {
        try {
            producer.send(record.to(TOPIC)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private List<Integer> effects(String subject) {
        return jdbc.sql("SELECT number FROM effect WHERE subject = ? ORDER BY id")
                .param(subject)
                .query(Integer.class)
                .list();
    }

    private List<Letter> lettersOf(String subject) {
        return http().get().uri("/dead-letters").retrieve().body(Letters.class).items().stream()
                .filter(each -> subject.equals(each.subject()))
                .toList();
    }

    private int redrive(UUID eventId) {
        return http().post()
                .uri("/dead-letters/{eventId}/redrive", eventId)
                .exchange((request, response) -> response.getStatusCode().value());
    }

    private int redriveAggregate(String subject) {
        return http().post()
                .uri("/dead-letters/redrive?subject={subject}", subject)
                .exchange((request, response) -> response.getStatusCode().value());
    }

    private int post(String uri, Object... variables) {
        return http().post().uri(uri, variables).exchange((request, response) -> response.getStatusCode()
                .value());
    }

    private int discard(UUID eventId, String body) {
        return http().post()
                .uri("/dead-letters/{eventId}/discard", eventId)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange((request, response) -> response.getStatusCode().value());
    }

    private Letters list(String query, String subject) {
        return http().get().uri("/dead-letters?" + query, subject).retrieve().body(Letters.class);
    }

    private List<String> states(String subject) {
        return lettersOf(subject).stream().map(Letter::state).toList();
    }

    private RestClient http() {
        return RestClient.create("http://localhost:" + port);
    }

    record Letters(List<Letter> items, String nextCursor) {}

    record Letter(
            UUID eventId,
            String type,
            String subject,
            String consumer,
            int attempts,
            String reason,
            String state,
            String discardedAt,
            String discardedBy,
            String discardReason) {}

    private static long lag() throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            var committed = admin.listConsumerGroupOffsets("reader")
                    .partitionsToOffsetAndMetadata()
                    .get();
            var partitions = admin.describeTopics(Set.of(TOPIC))
                    .allTopicNames()
                    .get()
                    .get(TOPIC)
                    .partitions();
            long lag = 0;
            for (var partition : partitions) {
                var id = new TopicPartition(TOPIC, partition.partition());
                var end = admin.listOffsets(Map.of(id, OffsetSpec.latest()))
                        .partitionResult(id)
                        .get()
                        .offset();
                lag += end - (committed.get(id) == null ? 0 : committed.get(id).offset());
            }
            return lag;
        }
    }

    @EventType("basket.counted.v1")
    record Counted(String subject, int number) implements DomainEvent {

        @Override
        public String aggregateId() {
            return subject;
        }
    }

    @EventType("basket.dropped.v1")
    record Dropped(String subject, int number) implements DomainEvent {

        @Override
        public String aggregateId() {
            return subject;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Counter counter(JdbcClient jdbc) {
            return new Counter(jdbc);
        }
    }

    /** Writes one row for each event, so that a missing, double or misplaced effect shows. */
    static class Counter {

        private final JdbcClient jdbc;
        private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
        private final Set<String> writingFirst = ConcurrentHashMap.newKeySet();
        private final Map<String, Integer> calls = new ConcurrentHashMap<>();

        Counter(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, subject text, number int)")
                    .update();
        }

        @EventHandler
        void on(Counted event) {
            calls.merge(event.subject(), 1, Integer::sum);
            if (!writingFirst.contains(event.subject())) {
                refuseIfAsked(event);
            }
            jdbc.sql("INSERT INTO effect (subject, number) VALUES (?, ?)")
                    .params(event.subject(), event.number())
                    .update();
            refuseIfAsked(event);
        }

        @EventHandler
        void on(Dropped event) {
            on(new Counted(event.subject(), event.number()));
        }

        /** Only the first of an aggregate: the later ones would be accepted, if they were tried. */
        private void refuseIfAsked(Counted event) {
            if (event.number() == 1 && refusals.getOrDefault(event.subject(), 0) > 0) {
                refusals.merge(event.subject(), -1, Integer::sum);
                throw new IllegalStateException("refused for this test");
            }
        }

        /** Twice: in a batch, the second attempt follows at once, and only then the event becomes a dead letter. */
        void refuseOnce(String subject) {
            refusals.put(subject, 2);
        }

        void refuse(String subject) {
            refusals.put(subject, Integer.MAX_VALUE);
        }

        void refuseAfterWriting(String subject) {
            writingFirst.add(subject);
            refuse(subject);
        }

        void accept(String subject) {
            refusals.remove(subject);
        }

        int calls(String subject) {
            return calls.getOrDefault(subject, 0);
        }
    }
}
