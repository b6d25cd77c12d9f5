package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.OnProcesses;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * How fast events are forwarded, beside what its parts could do alone on the same machine in the same run: broker,
 * database and forwarder share it. The rounds of the four are interleaved, and the medians are printed.
 *
 * <p>Events of 255 bytes. {@code -Dorderly.benchmark.events} and {@code -Dorderly.benchmark.rounds} say how many a
 * round has, and how many rounds there are; {@code -Dorderly.benchmark.stored} how many are in the store before.
 */
@OnProcesses
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/benchmark",
            "orderly.topic=" + ForwarderBenchmark.TOPIC,
            "logging.level.dev.orderly.events=warn"
        })
class ForwarderBenchmark {

    static final String TOPIC = "benchmark-events";

    private static final String BARE_TOPIC = "benchmark-bare";
    private static final int EVENTS = Integer.getInteger("orderly.benchmark.events", 200_000);
    private static final int ROUNDS = Integer.getInteger("orderly.benchmark.rounds", 7);
    private static final int AGGREGATES = 10_000;
    private static final int PAYLOAD_BYTES = 255;
    private static final int BATCH = 4_000;

    private static final String EVENT = """
            gen_random_uuid(), 'benchmark.counted.v1', '/benchmark', 'aggregate-' || n %% %d, now(),
            'application/json', convert_to(rpad('{"number":' || n || ',"text":"', %d, 'x') || '"}', 'UTF8')
            FROM generate_series(?, ?) AS n""".formatted(AGGREGATES, PAYLOAD_BYTES - 2);

    private static final String INSERT = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
            SELECT %s""".formatted(EVENT);

    private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventStore store;

    @Autowired
    EventSequencer sequencer;

    @Autowired
    OffsetStore offsets;

    @Autowired
    EventForwarder forwarder;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) throws Exception {
        TestSystem.connect(registry, "benchmark");
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(BARE_TOPIC, 6, (short) 1), new NewTopic(TOPIC, 6, (short) 1)))
                    .all()
                    .get();
        }
    }

    @ParameterizedTest
    @MethodSource("storedEvents")
    void forwards(long stored) throws Exception {
        fillStore(stored);
        for (int round = 0; round <= ROUNDS; round++) {
            var isWarmUp = round == 0;
            measure("bare producer", isWarmUp, this::produce);
            insert(EVENTS, false);
            measure("numbering alone", isWarmUp, this::number);
            measure("reading alone", isWarmUp, this::read);
            forwarder.start();
            Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> forwarded() == head());
            insert(EVENTS, true);
            measure("whole forwarder", isWarmUp, this::forward);
            forwarder.stop();
        }
        print(stored);
    }

    static LongStream storedEvents() {
        return Arrays.stream(System.getProperty("orderly.benchmark.stored", "100000,5000000")
                        .split(","))
                .mapToLong(Long::parseLong);
    }

    /** With events that have been forwarded long since. */
    private void fillStore(long stored) {
        forwarder.stop();
        var missing = stored - head();
        for (long some = EVENTS; missing > 0; missing -= some) {
            insert((int) Math.min(some, missing), true);
            number();
        }
        offsets.update(stored);
        jdbc.sql("VACUUM ANALYZE orderly.event_entry").update();
    }

    private Void produce() {
        var payload = "x".repeat(PAYLOAD_BYTES).getBytes(UTF_8);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < EVENTS; i++) {
                var key = ("aggregate-" + i % AGGREGATES).getBytes(UTF_8);
                producer.send(new ProducerRecord<>(BARE_TOPIC, key, payload));
            }
        }
        return null;
    }

    private Void number() {
        while (!sequencer.number(BATCH).entries().isEmpty()) {
            // until every event has its position
        }
        return null;
    }

    private Void read() {
        var position = head() - EVENTS;
        while (position < head()) {
            var batch = store.get(position, BATCH);
            position = batch.get(batch.size() - 1).position();
        }
        return null;
    }

    private Void forward() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofMinutes(5))
                .until(() -> !isUnnumbered() && forwarded() == head());
        return null;
    }

    /** All of them become visible at once, when their transaction commits. */
    private void insert(int events, boolean wakesForwarder) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql(INSERT).params(1, wakesForwarder ? events - 1 : events).update();
            if (wakesForwarder) {
                Events.raise(new Counted(UUID.randomUUID().toString()));
            }
        });
    }

    private void measure(String what, boolean isWarmUp, Callable<?> task) throws Exception {
        var cpuBefore = Cpu.used();
        long started = System.nanoTime();
        task.call();
        var round = new Round(System.nanoTime() - started, Cpu.used().since(cpuBefore));
        if (!isWarmUp) {
            rounds.computeIfAbsent(what, each -> new ArrayList<>()).add(round);
        }
    }

    private void print(long stored) {
        System.out.printf("%n%,d events stored, %d rounds of %,d%n", stored, ROUNDS, EVENTS);
        System.out.printf("%-16s %32s   %32s%n", "", "events/s", "processor, median µs/event");
        System.out.printf(
                "%-16s %10s %10s %10s   %10s %10s %10s%n", "", "min", "median", "max", "database", "broker", "here");
        rounds.forEach((what, each) -> System.out.printf(
                "%-16s %,10.0f %,10.0f %,10.0f   %10.1f %10.1f %10.1f%n",
                what,
                sorted(each, Round::eventsPerSecond).get(0),
                median(each, Round::eventsPerSecond),
                sorted(each, Round::eventsPerSecond).get(each.size() - 1),
                median(each, round -> microsPerEvent(round.cpu().database())),
                median(each, round -> microsPerEvent(round.cpu().broker())),
                median(each, round -> microsPerEvent(round.cpu().here()))));
        rounds.clear();
    }

    private static double microsPerEvent(Duration cpu) {
        return cpu.toNanos() / 1e3 / EVENTS;
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return sorted(rounds, figure).get(rounds.size() / 2);
    }

    private static List<Double> sorted(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return rounds.stream().mapToDouble(figure).sorted().boxed().toList();
    }

    private long head() {
        return jdbc.sql("SELECT position FROM orderly.event_head")
                .query(Long.class)
                .single();
    }

    private boolean isUnnumbered() {
        return jdbc.sql("""
                        SELECT (SELECT max(insertion_id) FROM orderly.event_entry) > frontier FROM orderly.event_head""").query(Boolean.class).single();
    }

    private long forwarded() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM orderly.forwarder_position")
                .query(Long.class)
                .single();
    }

    private record Round(long nanos, Cpu cpu) {

        double eventsPerSecond() {
            return EVENTS / (nanos / 1e9);
        }
    }

    /** Processor time of PostgreSQL's processes, the broker's and this one. */
    private record Cpu(Duration database, Duration broker, Duration here) {

        static Cpu used() {
            var database = ProcessHandle.of(TestServers.postgres().pid()).orElseThrow();
            var broker = ProcessHandle.of(TestServers.kafka().pid()).orElseThrow();
            return new Cpu(
                    database.descendants().map(Cpu::of).reduce(of(database), Duration::plus),
                    of(broker),
                    of(ProcessHandle.current()));
        }

        Cpu since(Cpu earlier) {
            return new Cpu(database.minus(earlier.database), broker.minus(earlier.broker), here.minus(earlier.here));
        }

        private static Duration of(ProcessHandle process) {
            return process.info().totalCpuDuration().orElse(Duration.ZERO);
        }
    }

    @EventType("benchmark.counted.v1")
    record Counted(String counter) implements DomainEvent {

        @Override
        public String aggregateId() {
            return counter;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
