package dev.orderly.events.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.system.CountingService;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.events.system.LogLines;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One service pulls the feed of another, and there is no broker. */
class FeedTransportIT {

    private static final String TOPIC = "counter-events";
    private static final int WRITERS = 4;
    private static final int EVENTS_EACH = 500;
    private static final int COUNTERS_EACH = 5;

    private final long seed = Long.getLong("orderly.seed", System.nanoTime());

    private TestDatabase consumers;
    private ConfigurableApplicationContext publisher;
    private ConfigurableApplicationContext consumer;

    @BeforeEach
    void start() {
        var publishers = TestServers.database("publisher");
        consumers = TestServers.database("consumer");
        publisher = start(Publisher.class, publishers, "--orderly.source=/publisher", "--orderly.topic=" + TOPIC);
        consumer = startConsumer();
    }

    @AfterEach
    void stop() {
        consumer.close();
        publisher.close();
    }

    @Test
    void eventsArePulledUnderLoadAndHandledOnceAndInOrder() throws Exception {
        LoggerFactory.getLogger(getClass()).info("seed {}, repeat it with -Dorderly.seed", seed);
        var pool = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                writers.add(pool.submit(write(writer)));
            }
            await().until(() -> counting().handled() > EVENTS_EACH);
            consumer.close();
            consumer = startConsumer();
            for (var each : writers) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }

        await().until(() -> lag("consumer") == 0 && counting().handled() >= WRITERS * EVENTS_EACH);
        for (int counter = 0; counter < WRITERS * COUNTERS_EACH; counter++) {
            assertThat(counting().numbersOf("c" + counter))
                    .isEqualTo(LongStream.rangeClosed(1, EVENTS_EACH / COUNTERS_EACH)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void aFailingEventIsSetAsideAndTheFeedGoesOn() {
        raise(new Counted("bad", -1));
        raise(new Counted("good", 1));

        await().until(() -> counting().numbersOf("good").equals(List.of(1L)));
        await().until(() -> lag("consumer") == 0);
        assertThat(consumer.getBean(JdbcClient.class)
                        .sql("SELECT key FROM orderly.dead_letter")
                        .query(String.class)
                        .list())
                .containsExactly("bad");
    }

    @Test
    void thePayloadArrivesByteForByte() {
        var payload = "{\"counter\":\"exact\",\"number\":-1,\"price\":12345678901234567.89,\"huge\":1E+400}";
        publisher.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
            Events.raise(new Counted("exact", -1));
            publisher
                    .getBean(JdbcClient.class)
                    .sql("UPDATE orderly.event_entry SET payload = ? WHERE subject = 'exact'")
                    .param(payload.getBytes(UTF_8))
                    .update();
        });

        await().untilAsserted(() -> assertThat(consumer.getBean(JdbcClient.class)
                        .sql("SELECT convert_from(payload, 'UTF8') FROM orderly.dead_letter WHERE key = 'exact'")
                        .query(String.class)
                        .list())
                .containsExactly(payload));
    }

    @Test
    void aReaderIsRegisteredByItsNameUntilItIsForgotten() {
        raise(new Counted("good", 1));
        await().until(() -> lag("consumer") == 0);
        consumer.close();
        raise(new Counted("good", 2));

        assertThat(lag("consumer")).isEqualTo(1);
        http().delete().uri("/events/readers/consumer").retrieve().toBodilessEntity();
        assertThat(readers()).isEmpty();
    }

    @Test
    void aReaderCannotClaimToHavePassedWhatIsNotThereYet() {
        raise(new Counted("good", 1));
        await().until(() -> lag("consumer") == 0);

        http().put()
                .uri("/events/readers/hasty")
                .body(Map.of("position", 1_000))
                .retrieve()
                .toBodilessEntity();
        raise(new Counted("good", 2));

        await().until(() -> lag("consumer") == 0);
        assertThat(lag("hasty")).isEqualTo(1);
    }

    @Test
    void whoAsksForDroppedEventsIsToldThatTheyAreGone() {
        var database = publisher.getBean(JdbcClient.class);
        raise(new Counted("dropped", 1));
        database.sql("SELECT setval('orderly.event_entry_insertion_id_seq', 1000000)")
                .query(Long.class)
                .single();
        raise(new Counted("kept", 1));
        await().until(() -> lag("consumer") == 0);
        database.sql("DROP TABLE orderly.event_entry_0").update();

        var gone = http().get().uri("/events?offset=0").exchange((request, response) -> response.getStatusCode()
                .value());
        var kept = http().get().uri("/events?offset=1").retrieve().body(String.class);

        assertThat(gone).isEqualTo(410);
        assertThat(kept).contains("\"subject\":\"kept\"");
    }

    /** Two of three events are left out: 2,400 more than one query of a filtered request reads. */
    @Test
    void aFilterLeavesOutEventsAndTheNextOffsetPassesThem() {
        consumer.close();
        transactions()
                .executeWithoutResult(status -> LongStream.rangeClosed(1, 1_200).forEach(number -> {
                    publisher.publishEvent(new Counted("mine", number));
                    publisher.publishEvent(new Counted("other", number));
                    publisher.publishEvent(new Renamed("mine", "name"));
                }));

        List<Long> seen = new ArrayList<>();
        long offset = 0;
        for (var page = page(offset, "&limit=100&type=counter.counted&subject=mine");
                page.next() > offset;
                page = page(offset, "&limit=100&type=counter.counted&subject=mine")) {
            seen.addAll(page.numbers());
            offset = page.next();
        }
        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 1_200).boxed().toList());
        assertThat(offset).isEqualTo(3_600);

        assertThat(page(0, "&type=counter.renamed.v1&type=counter.counted.v1&limit=3")
                        .numbers())
                .isEqualTo(List.of(1L, 1L, 0L));
        assertThat(page(0, "&source=/publisher&limit=1").numbers()).isEqualTo(List.of(1L));
        assertThat(page(0, "&source=/another-service")).isEqualTo(new Page(List.of(), 3_600));
        assertThat(page(0, "&type=counter.counted.v2")).isEqualTo(new Page(List.of(), 3_600));
    }

    @Test
    void aFilteredLongPollWaitsForAnEventThatPasses() throws Exception {
        raise(new Counted("other", 1));
        var waiting = CompletableFuture.supplyAsync(() -> page(0, "&timeout=30000&subject=mine"));
        await().until(() -> lag("consumer") == 0);
        raise(new Counted("other", 2));
        raise(new Counted("mine", 3));

        assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo(new Page(List.of(3L), 3));
        assertThat(page(0, "&timeout=100&subject=nobody")).isEqualTo(new Page(List.of(), 3));
    }

    /** A transaction that inserts first and commits last: its event gets a later position, and a filter misses it no more. */
    @Test
    void aFilteredReaderMissesNoEventThatCommitsLate() {
        transactions().executeWithoutResult(late -> {
            publisher.publishEvent(new Counted("late", 1));
            CompletableFuture.runAsync(() -> raise(new Counted("early", 2))).join();
            assertThat(page(0, "&timeout=5000&type=counter.counted")).isEqualTo(new Page(List.of(2L), 1));
        });

        assertThat(page(1, "&timeout=5000&type=counter.counted")).isEqualTo(new Page(List.of(1L), 2));
    }

    @Test
    void aConsumerThatAsksForTheTypesItHandlesPassesTheOthers() {
        consumer.close();
        transactions().executeWithoutResult(status -> LongStream.rangeClosed(1, 1_500)
                .forEach(number -> publisher.publishEvent(new Renamed("other", "name " + number))));
        raise(new Counted("good", 1));
        transactions().executeWithoutResult(status -> LongStream.rangeClosed(1, 1_500)
                .forEach(number -> publisher.publishEvent(new Renamed("other", "name " + number))));
        consumer = startConsumer(feed(), "--orderly.feed.handled-types-only=true");

        await().until(() -> lag("consumer") == 0);
        assertThat(counting().numbersOf("good")).isEqualTo(List.of(1L));
        assertThat(counting().handled()).isEqualTo(1);
    }

    @Test
    void aServiceThatIsAwayIsMentionedNowAndThenAndPulledOnceItIsBack() {
        consumer.close();
        try (var way = LoopbackProxy.before(publisherPort())) {
            way.refuse();
            consumer = startConsumer("http://127.0.0.1:" + way.port(), "--orderly.feed.retry-pause=20ms");
            raise(new Counted("patient", 1));

            // Not before: a start sets up the logging anew.
            try (var lines = LogLines.open()) {
                int before = way.accepted();
                await().until(() -> way.accepted() >= 2 * before + 50);

                // After 1, 2, 4, ... attempts, each of which is at least one connection; and none with a stack.
                assertThat(lines.warnings("dev.orderly.events.feed"))
                        .hasSizeBetween(1, LogLines.mentionsOf(way.accepted()))
                        .allSatisfy(line -> assertThat(line.getThrowableProxy()).isNull());
            }
            assertThat(topicsHealth().getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(topicsHealth().getDetails()).containsKey("error");

            way.pass();

            await().until(() -> counting().numbersOf("patient").equals(List.of(1L)));
            await().until(() -> topicsHealth().getStatus().equals(Status.UP));
        }
    }

    /** The clients of both brokers are on the class path. */
    @Test
    void aServiceThatNeedsNoBrokerIsHealthyWithoutOne() {
        var status = http().get().uri("/actuator/health").exchange((request, response) -> response.getStatusCode()
                .value());

        assertThat(status).isEqualTo(200);
    }

    @Test
    void withoutATokenAServiceThatPullsDoesNotStart() {
        assertThatThrownBy(() -> startConsumer(feed(), "--orderly.http.open=false"))
                .rootCause()
                .isInstanceOf(BusSetupException.class)
                .hasMessageContaining("this service has no token for the feeds that it pulls")
                .hasMessageContaining("ORDERLY_TOKENS=consumer:reader:");
    }

    @Test
    void aFeedThatNobodyMayPullDoesNotStart() {
        var database = TestServers.database("unreachable");

        assertThatThrownBy(() -> start(
                        Publisher.class,
                        database,
                        "--orderly.source=/unreachable",
                        "--orderly.topic=" + TOPIC,
                        "--orderly.http.open=false"))
                .isInstanceOf(BusSetupException.class)
                .hasMessageContaining("nobody may pull the feed of this service");
    }

    private Health topicsHealth() {
        return consumer.getBean("eventTopicsHealthIndicator", HealthIndicator.class)
                .health();
    }

    private Callable<Void> write(int writer) {
        var random = new Random(seed + writer);
        var next = new long[COUNTERS_EACH];
        var left = new ArrayList<Integer>();
        for (int i = 0; i < EVENTS_EACH; i++) {
            left.add(i % COUNTERS_EACH);
        }
        return () -> {
            while (!left.isEmpty()) {
                int counter = left.get(random.nextInt(left.size()));
                var event = new Counted("c" + (writer * COUNTERS_EACH + counter), next[counter] + 1);
                var rollsBack = random.nextInt(10) == 0;
                transactions().executeWithoutResult(status -> {
                    publisher.publishEvent(event);
                    if (rollsBack) {
                        status.setRollbackOnly();
                    }
                });
                if (!rollsBack) {
                    next[counter]++;
                    left.remove((Integer) counter);
                }
            }
            return null;
        };
    }

    /** As {@code Events.raise} would, which belongs to the service that started last: here, to the consumer. */
    private void raise(DomainEvent event) {
        transactions().executeWithoutResult(status -> publisher.publishEvent(event));
    }

    private TransactionTemplate transactions() {
        return publisher.getBean(TransactionTemplate.class);
    }

    private CountingService counting() {
        return consumer.getBean(CountingService.class);
    }

    private long lag(String reader) {
        return readers().stream()
                .filter(each -> each.name().equals(reader))
                .mapToLong(Reader::lag)
                .findFirst()
                .orElse(-1);
    }

    private List<Reader> readers() {
        return http().get()
                .uri("/events/readers")
                .retrieve()
                .body(Readers.class)
                .items();
    }

    private RestClient http() {
        return RestClient.create(feed());
    }

    private String feed() {
        return "http://localhost:" + publisherPort();
    }

    /** One page of the feed: the number of each event, 0 for one without, and the offset of the next request. */
    private Page page(long offset, String parameters) {
        var response = http().get()
                .uri("/events?offset=" + offset + parameters)
                .retrieve()
                .toEntity(CloudEvent[].class);
        return new Page(
                Stream.of(response.getBody())
                        .map(each -> ((Number) each.data().getOrDefault("number", 0)).longValue())
                        .toList(),
                Long.parseLong(response.getHeaders().getFirst("Next-Offset")));
    }

    private int publisherPort() {
        return publisher.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private ConfigurableApplicationContext startConsumer() {
        return startConsumer(feed());
    }

    private ConfigurableApplicationContext startConsumer(String feed, String... more) {
        var arguments = Stream.of(
                "--orderly.source=/consumer",
                "--orderly.subscriptions=" + TOPIC,
                "--orderly.feed.sources." + TOPIC + "=" + feed,
                "--orderly.inbox.first-back-off=1h");
        return start(
                CountingService.class,
                consumers,
                Stream.concat(arguments, Stream.of(more)).toArray(String[]::new));
    }

    private static ConfigurableApplicationContext start(
            Class<?> application, TestDatabase database, String... arguments) {
        return new SpringApplicationBuilder(application)
                .web(application == Publisher.class ? WebApplicationType.SERVLET : WebApplicationType.NONE)
                .properties(
                        "server.port=0",
                        "orderly.transport=feed",
                        "spring.kafka.bootstrap-servers=localhost:1",
                        "logging.level.dev.orderly.events=warn",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run(arguments);
    }

    private record Page(List<Long> numbers, long next) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record CloudEvent(Map<String, Object> data) {}

    /** No service handles it. */
    @EventType("counter.renamed.v1")
    record Renamed(String counter, String name) implements DomainEvent {

        @Override
        public String aggregateId() {
            return counter;
        }
    }

    record Readers(List<Reader> items) {}

    record Reader(String name, long position, long lag) {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}
}
