package dev.orderly.events.forwarder;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two forwarders on one source: the one that stands by goes on when the active one is killed, or frozen in the middle of
 * a batch, while events are raised all the time.
 *
 * <p>The broker would end a dead forwarder's transaction by itself only after five minutes: it is the successor that frees
 * the topic. How often the active one is killed is said by {@code -Dorderly.failovers}.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"orderly.source=" + FailoverIT.SOURCE, "logging.level.dev.orderly.events.store=warn"})
class FailoverIT {

    static final String SOURCE = "/failover";

    private static final Logger log = LoggerFactory.getLogger(FailoverIT.class);
    private static final String TOPIC = "failover-events";
    private static final String ACTIVE = "forwarding after position";
    private static final String FENCED = "fenced";
    private static final String STANDS_BY = "another forwarder has taken over, standing by";

    private static final int BATCH = 40;
    private static final int SENT = 25;
    private static final String PAUSE_IN_A_BATCH = "-Dorderly.test.pause-after-acknowledged=" + SENT;
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(5);

    /** So long that a standby which waits for it cannot be mistaken for one that takes over at once. */
    private static final Duration LONG_LEASE = Duration.ofMinutes(1);

    private static final Duration SHORT_LEASE = Duration.ofSeconds(3);
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);

    /** How many times the promised duration may pass on a slow machine. */
    private static final int SLACK = 10;

    private static TestDatabase database;

    private final int failovers = Integer.getInteger("orderly.failovers", 1);
    private final List<ForwarderProcess> processes = new ArrayList<>();

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path logs;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        database = TestSystem.connectDatabase(registry, "failover");
    }

    @AfterEach
    void killAll() throws Exception {
        for (var process : processes) {
            process.close();
        }
    }

    @Test
    void aStandByGoesOnWhenTheActiveForwarderIsKilled() throws Exception {
        List<Duration> takeOvers = new ArrayList<>();
        var active = startActive(PAUSE_IN_A_BATCH, lease(LONG_LEASE));
        var standBy = startStandBy(lease(LONG_LEASE));
        raiseABatch();
        awaitPause(active);
        try (var load = new Load(transactions);
                var watch = new Watch()) {
            // The first one is killed with a transaction open, the others at any moment.
            takeOvers.add(watch.takeOver(active));
            while (takeOvers.size() < failovers) {
                active = standBy;
                standBy = startStandBy(lease(LONG_LEASE));
                takeOvers.add(watch.takeOver(active));
            }
            load.close();
            awaitAllForwarded();
        }
        log.info("From the kill of a forwarder to its successor's first record: {}", Timing.of(takeOvers));

        assertThat(takeOvers).allSatisfy(each -> assertThat(each).isLessThan(LONG_LEASE.dividedBy(2)));
        TopicRecords.assertEachOnceAndInOrder(TOPIC, stored());
    }

    @Test
    void aFrozenForwarderIsReplacedAndFencedWhenItWakesUp() throws Exception {
        var first = startActive(PAUSE_IN_A_BATCH, lease(SHORT_LEASE));
        var abortedBefore = aborted();
        var second = startStandBy(lease(SHORT_LEASE));
        raiseABatch();
        awaitPause(first);
        var frozenAt = System.currentTimeMillis();
        try (var load = new Load(transactions);
                var watch = new Watch()) {
            watch.awaitRecordMadeAfter(frozenAt);
            var takeOver = Duration.ofMillis(System.currentTimeMillis() - frozenAt);
            log.info("From the freeze of a forwarder to its successor's first record: {} ms", takeOver.toMillis());
            assertThat(takeOver).isLessThan(SHORT_LEASE.multipliedBy(SLACK));

            first.wakeUp();
            await().until(() -> first.hasSaid(STANDS_BY));
            var raised = load.raised();
            await().until(() -> forwarded() >= raised);
            assertThat(second.hasSaid(STANDS_BY)).isFalse();

            second.kill();
            await().until(() -> first.timesSaid(ACTIVE) == 2);
        }
        awaitAllForwarded();

        TopicRecords.assertEachOnceAndInOrder(TOPIC, stored());
        assertThat(first.timesSaid(FENCED)).isEqualTo(1);
        assertThat(first.timesSaid(STANDS_BY)).isEqualTo(1);
        assertThat(aborted() - abortedBefore)
                .as("records that are never visible")
                .isGreaterThanOrEqualTo(SENT);
    }

    /** No packet comes any more on the connections of the only forwarder, not even their end. It does not restart. */
    @Tag("full")
    @Test
    void aForwarderWhoseConnectionsGetStuckForwardsAgain() throws Exception {
        var server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        try (var proxy = LoopbackProxy.before(server.getPort())) {
            var proxied = new TestDatabase(
                    "jdbc:postgresql://127.0.0.1:%d%s".formatted(proxy.port(), server.getPath()),
                    database.username(),
                    database.password());
            var forwarder = start(proxied, "--orderly.connections.timeout=" + CONNECTION_TIMEOUT);
            await().until(() -> forwarder.hasSaid(ACTIVE));
            try (var load = new Load(transactions)) {
                for (int time = 1; time <= 3; time++) {
                    var raised = load.raised();
                    await().until(() -> forwarded() > raised);
                    proxy.strand();
                    var stuckAt = System.nanoTime();
                    var raisedMeanwhile = forwarded() + BATCH;
                    await().until(() -> forwarded() > raisedMeanwhile);
                    var outage = Duration.ofNanos(System.nanoTime() - stuckAt);
                    log.info("From stuck connections to the next event: {} ms", outage.toMillis());
                    assertThat(outage).isLessThan(CONNECTION_TIMEOUT.multipliedBy(SLACK));
                }
            }
            awaitAllForwarded();
            assertThat(forwarder.timesSaid("Started KilledForwarder")).isEqualTo(1);
        }

        TopicRecords.assertEachOnceAndInOrder(TOPIC, stored());
    }

    @Test
    void nothingIsVisibleOfABatchThatIsCutOff() throws Exception {
        var before = stored();
        var first = startActive("-Dorderly.test.crash-after-acknowledged=" + SENT);
        raiseABatch();
        assertThat(first.hasEndedWithin(180_000)).isTrue();

        assertThat(TopicRecords.uncommitted(TOPIC))
                .filteredOn(each -> TopicRecords.position(each) > before)
                .hasSize(SENT);
        assertThat(TopicRecords.committed(TOPIC)).allMatch(each -> TopicRecords.position(each) <= before);

        startActive();
        awaitAllForwarded();
        TopicRecords.assertEachOnceAndInOrder(TOPIC, before + BATCH);
    }

    private void raiseABatch() {
        transactions.executeWithoutResult(status -> {
            for (int i = 0; i < BATCH; i++) {
                Events.raise(new Load.Worked("w" + i, i));
            }
        });
    }

    private static void awaitPause(ForwarderProcess process) {
        await().until(() -> process.hasSaid(KilledForwarder.PAUSED));
    }

    private ForwarderProcess startActive(String... arguments) throws IOException {
        var process = start(arguments);
        await().until(() -> process.hasSaid(ACTIVE));
        return process;
    }

    private static String lease(Duration lease) {
        return "--orderly.forwarder.lease=" + lease;
    }

    private ForwarderProcess startStandBy(String... arguments) throws IOException {
        var process = start(arguments);
        await().until(() -> process.hasSaid("Started KilledForwarder"));
        return process;
    }

    private ForwarderProcess start(String... arguments) throws IOException {
        return start(database, arguments);
    }

    private ForwarderProcess start(TestDatabase database, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--orderly.kafka.transaction-timeout=" + TRANSACTION_TIMEOUT);
        var process = ForwarderProcess.start(
                database,
                SOURCE,
                TOPIC,
                logs.resolve("forwarder-%d.log".formatted(processes.size())),
                all.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    private void awaitAllForwarded() {
        await().until(() -> forwarded() == stored());
    }

    private long forwarded() {
        return jdbc.sql("SELECT position FROM orderly.forwarder_position")
                .query(Long.class)
                .single();
    }

    private long stored() {
        return jdbc.sql("SELECT count(*) FROM orderly.event_entry")
                .query(Long.class)
                .single();
    }

    /** How many records were sent, and neither are nor will be visible. Only when nobody sends. */
    private static int aborted() {
        return TopicRecords.uncommitted(TOPIC).size()
                - TopicRecords.committed(TOPIC).size();
    }

    /** A consumer of the topic, from its present end on. */
    private static final class Watch implements AutoCloseable {

        private final KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestServers.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());

        Watch() {
            var partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(each -> new TopicPartition(TOPIC, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
        }

        /** From the kill of a forwarder to its successor's first record. */
        Duration takeOver(ForwarderProcess active) throws InterruptedException {
            var killedAt = System.currentTimeMillis();
            active.kill();
            awaitRecordMadeAfter(killedAt);
            return Duration.ofMillis(System.currentTimeMillis() - killedAt);
        }

        /** Waits for a record that is newer than the kill: only the successor can have sent it. */
        void awaitRecordMadeAfter(long millis) {
            await().pollInterval(Duration.ofMillis(1)).until(() -> StreamSupport.stream(
                            consumer.poll(Duration.ofMillis(50)).spliterator(), false)
                    .anyMatch(each -> each.timestamp() > millis));
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
