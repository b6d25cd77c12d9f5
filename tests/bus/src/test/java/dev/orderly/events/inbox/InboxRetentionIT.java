package dev.orderly.events.inbox;

import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the inbox forgets, and when. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"orderly.source=/forgetful", "orderly.subscriptions=forgetful-events"})
class InboxRetentionIT {

    private static final Duration KEEP = Duration.ofDays(15);
    private static final Random random = new Random(1);

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Environment environment;

    private ProcessedEvents processed;
    private ProcessedEventPartitions partitions;
    private LocalDate today;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "forgetful");
    }

    @BeforeEach
    void emptyTheInbox(@Autowired InboxRetention ofTheContext) {
        // It would forget on its own, in the middle of a test.
        ofTheContext.stop();
        jdbc.sql("DELETE FROM orderly.processed_event").update();
        processed = new ProcessedEvents(jdbc, "forgetful");
        partitions = new ProcessedEventPartitions(jdbc);
        today = LocalDate.ofInstant(partitions.now(), ZoneOffset.UTC);
    }

    @Test
    void everyDayWhoseEventsCanComeHasItsPartition() {
        assertThat(partitions.days())
                .containsAll(today.minusDays(15).datesUntil(today.plusDays(3)).toList());

        add(idOf(today));

        assertThat(rows(ProcessedEventPartitions.nameOf(today))).isOne();
    }

    @Test
    void aPartitionIsDroppedWhenTheLastOfItWasProcessedLongEnoughAgo() {
        var day = today.minusDays(40);
        partitions.add(day);
        var early = idOf(day);
        var late = idOf(day);
        add(early);
        add(late);
        processedAgo(early, KEEP.plusDays(1));
        processedAgo(late, KEEP.minusHours(1));

        assertThat(retention(KEEP).purge()).isTrue();
        assertThat(partitions.days()).contains(day);
        assertThat(add(early)).isFalse();

        processedAgo(late, KEEP.plusHours(1));
        assertThat(retention(KEEP).purge()).isTrue();
        assertThat(partitions.days()).doesNotContain(day).contains(today.minusDays(15), today.minusDays(14), today);

        // Nobody can say so any more, but from now on it is recognized again.
        assertThat(add(early)).isTrue();
        assertThat(add(early)).isFalse();
    }

    @Test
    void anEventThatIsBeingProcessedKeepsItsPartition() throws Exception {
        var day = today.minusDays(41);
        partitions.add(day);
        var id = idOf(day);
        var added = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var handler = CompletableFuture.runAsync(() -> transactions.executeWithoutResult(status -> {
            add(id);
            added.countDown();
            await(mayCommit);
        }));
        await(added);

        assertThat(retention(KEEP).purge()).as("while it is processed").isFalse();
        assertThat(partitions.days()).contains(day);
        var cleanUp = CompletableFuture.runAsync(() -> retention(KEEP).purge());
        TestSystem.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> cleanUp.isDone() || somebodyWaitsForTheTable());
        mayCommit.countDown();
        handler.get();
        cleanUp.get();

        assertThat(partitions.days()).as("when it has just been processed").contains(day);
        assertThat(add(id)).isFalse();
    }

    @Test
    void aDuplicateThatComesDuringTheCleanUpIsRecognized() throws Exception {
        var ids = Stream.concat(
                        IntStream.range(0, 100).mapToObj(each -> idOf(today.minusDays(each % 15))),
                        Stream.generate(UUID::randomUUID).limit(20))
                .toList();
        ids.forEach(this::add);
        var isDone = new AtomicBoolean();
        var effects = new AtomicInteger();
        var rounds = new AtomicInteger();
        var duplicates = CompletableFuture.runAsync(() -> {
            while (!isDone.get()) {
                ids.forEach(id -> effects.addAndGet(add(id) ? 1 : 0));
                rounds.incrementAndGet();
            }
        });

        int dropped = 0;
        for (int each = 0; each < 10; each++) {
            var day = today.minusDays(60 + each);
            partitions.add(day);
            var id = idOf(day);
            add(id);
            processedAgo(id, KEEP.plusDays(1));
            retention(KEEP).purge();
            dropped += partitions.days().contains(day) ? 0 : 1;
        }
        isDone.set(true);
        duplicates.get();

        assertThat(effects).hasValue(0);
        assertThat(rounds.get()).isPositive();
        assertThat(dropped).isPositive();
    }

    @Test
    void idsOfEveryKindAreRecognizedAndForgottenInTheirTime() {
        var ids = Stream.concat(
                        Stream.of(new UUID(0, 0), new UUID(-1, -1), UUID.nameUUIDFromBytes(new byte[] {1})),
                        Stream.generate(UUID::randomUUID).limit(2_500))
                .toList();
        transactions.executeWithoutResult(status -> ids.forEach(this::add));
        var young = UUID.randomUUID();
        add(young);

        retention(KEEP).purge();
        assertThat(ids).noneMatch(this::add);
        assertThat(rows("processed_event_rest")).isEqualTo(ids.size() + 1);

        jdbc.sql(
                        "UPDATE orderly.processed_event SET processed_at = processed_at - interval '16 days' WHERE event_id <> ?")
                .param(young)
                .update();
        retention(KEEP).purge();
        assertThat(rows("processed_event_rest")).isOne();
        assertThat(add(young)).isFalse();
    }

    @Test
    void aDayWhoseEventsAreInTheRestGetsNoPartition() {
        var day = today.plusDays(30);
        var id = idOf(day);
        add(id);

        partitions.add(day);

        assertThat(partitions.days()).doesNotContain(day);
        assertThat(add(id)).isFalse();
    }

    @Test
    void nothingIsForgottenBeforeTheTransportHasSaidForHowLongEventsCanComeAgain() {
        var day = today.minusDays(42);
        partitions.add(day);

        TransportRetention away = () -> {
            throw new UnknownRetentionException("away", new IllegalStateException());
        };
        assertThat(retention(KEEP, away).purge()).isFalse();
        assertThat(partitions.days()).contains(day);

        try (var lines = LogLines.open()) {
            assertThat(retention(KEEP, () -> Map.of("long-events", KEEP)).purge())
                    .isFalse();
            assertThat(lines.warnings("dev.orderly.events.inbox"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.getFormattedMessage())
                            .contains("orderly.inbox.retention is PT360H", "long-events again for PT360H"));
        }
        assertThat(partitions.days()).contains(day);

        assertThat(retention(KEEP, () -> Map.of("short-events", KEEP.minusMillis(1)))
                        .purge())
                .isTrue();
        assertThat(partitions.days()).doesNotContain(day);
    }

    @Test
    void whatCanBeForgottenIsLookedForInTheBackgroundAndAgainUntilTheTransportAnswers() {
        var day = today.minusDays(43);
        partitions.add(day);
        var asked = new AtomicInteger();
        TransportRetention awayAtFirst = () -> {
            if (asked.incrementAndGet() < 3) {
                throw new UnknownRetentionException("away", new IllegalStateException());
            }
            return Map.of();
        };
        var retention = new InboxRetention(partitions, transactions, awayAtFirst, KEEP, Duration.ofMillis(10));

        retention.start();
        try {
            TestSystem.await().untilAsserted(() -> assertThat(partitions.days()).doesNotContain(day));
        } finally {
            retention.stop();
        }

        assertThat(asked).hasValue(3);
    }

    @Test
    void aRetentionThatIsTooShortForATopicFailsTheStart() throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            admin.createTopics(List.of(
                            topic("week-events", Map.of("retention.ms", "604800000", "segment.ms", "86400000")),
                            topic("eternal-events", Map.of("retention.ms", "-1")),
                            topic("compact-events", Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }

        assertThatThrownBy(() -> start("week-events", "8d"))
                .rootCause()
                .hasMessageContaining("orderly.inbox.retention is PT192H")
                .hasMessageContaining("from week-events again for PT192H");
        start("week-events", "9d");
        assertThatThrownBy(() -> start("eternal-events", "1000d"))
                .rootCause()
                .hasMessageContaining("from eternal-events again forever");
        assertThatThrownBy(() -> start("compact-events", "1000d"))
                .rootCause()
                .hasMessageContaining("from compact-events again forever");
        start("eternal-events", "0");
    }

    private void start(String topic, String keep) {
        new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "orderly.source=/forgetful",
                        "orderly.subscriptions=" + topic,
                        "orderly.inbox.retention=" + keep,
                        "spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                        "spring.datasource.url=" + environment.getProperty("spring.datasource.url"),
                        "spring.datasource.username=" + environment.getProperty("spring.datasource.username"),
                        "spring.datasource.password=" + environment.getProperty("spring.datasource.password"))
                .run()
                .close();
    }

    private static NewTopic topic(String name, Map<String, String> configuration) {
        return new NewTopic(name, 1, (short) 1).configs(configuration);
    }

    /** Whether the event was not processed before. */
    private boolean add(UUID id) {
        return !processed.add(List.of(id)).isEmpty();
    }

    private InboxRetention retention(Duration keep) {
        return retention(keep, Map::of);
    }

    private InboxRetention retention(Duration keep, TransportRetention transport) {
        return new InboxRetention(partitions, transactions, transport, keep);
    }

    /** A UUIDv7 of some moment of the day. */
    private static UUID idOf(LocalDate day) {
        long millis = day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli()
                + random.nextInt((int) Duration.ofDays(1).toMillis());
        return new UUID(millis << 16 | 0x7000 | random.nextInt(0x1000), random.nextLong() >>> 2 | 1L << 63);
    }

    private void processedAgo(UUID id, Duration age) {
        jdbc.sql("UPDATE orderly.processed_event SET processed_at = ? WHERE event_id = ?")
                .params(OffsetDateTime.ofInstant(partitions.now().minus(age), ZoneOffset.UTC), id)
                .update();
    }

    private boolean somebodyWaitsForTheTable() {
        return jdbc.sql("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock')")
                .query(Boolean.class)
                .single();
    }

    private long rows(String table) {
        return jdbc.sql("SELECT count(*) FROM orderly." + table)
                .query(Long.class)
                .single();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @EventType("forgetful.learned.v1")
    record Learned(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @EventHandler
        void on(Learned event) {}
    }
}
