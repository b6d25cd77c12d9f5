package dev.orderly.events.forwarder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.TestDatabase;
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
 * A forwarder is killed at the boundaries between its steps while events are raised: in the end the topic holds each event
 * once, and the events of each aggregate in order.
 *
 * <p>{@code -Dorderly.kills} is the number of kills: by default three, at the boundaries where a naive forwarder loses or
 * doubles events. The profile {@code full} visits every boundary twice.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"orderly.source=" + ForwarderKillsIT.SOURCE, "logging.level.dev.orderly.events.store=warn"})
class ForwarderKillsIT {

    static final String SOURCE = "/killed";

    private static final Logger log = LoggerFactory.getLogger(ForwarderKillsIT.class);
    private static final String TOPIC = "killed-events";
    private static final String IN_THE_MIDDLE = "in the middle of a batch";
    private static final List<String> BOUNDARIES = List.of(
            IN_THE_MIDDLE,
            "EventSender.send:after",
            "EventSequencer.number:after",
            "EventSender.send:before",
            "OffsetStore.update:before",
            "OffsetStore.update:after",
            "EventSender.open:before",
            "EventSender.open:after",
            "EventSequencer.number:before");
    private static final int AGGREGATES = 10;
    private static final int EVENTS_A_KILL = 60;

    private static TestDatabase database;

    private final long seed = Long.getLong("orderly.seed", System.nanoTime());
    private final int kills = Integer.getInteger("orderly.kills", 3);

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path logs;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        database = TestSystem.connectDatabase(registry, "killed");
    }

    @Test
    void theTopicHoldsEachEventOnceWhereverTheForwarderIsKilled() throws Exception {
        log.info("{} kills, seed {}, repeat it with -Dorderly.seed", kills, seed);
        var random = new Random(seed);
        long raised = 0;
        for (int kill = 0; kill < kills; kill++) {
            raised += raise(random, raised);
            var boundary = BOUNDARIES.get(kill % BOUNDARIES.size());
            var process = start(boundary, random);
            // The later passes of a boundary need events to come while it runs.
            while (!process.hasEndedWithin(1_000)) {
                raised += raise(random, raised);
            }
            assertThat(process.exitCode())
                    .as("exit code at %s, see %s", boundary, logs)
                    .isEqualTo(137);
            log.info("kill {} {}: {} events raised so far", kill + 1, boundary, raised);
        }
        try (var survivor = start("", random)) {
            var total = raised;
            while (forwarded() < total) {
                var before = forwarded();
                await().until(() -> forwarded() > before);
            }
        }
        TopicRecords.assertEachOnceAndInOrder(TOPIC, raised);
    }

    private long raise(Random random, long raisedSoFar) {
        transactions.executeWithoutResult(status -> {
            for (int i = 1; i <= EVENTS_A_KILL; i++) {
                Events.raise(new Counted("c" + random.nextInt(AGGREGATES), raisedSoFar + i));
            }
        });
        return EVENTS_A_KILL;
    }

    private ForwarderProcess start(String boundary, Random random) throws IOException {
        var log = logs.resolve("forwarder.log");
        if (boundary.isEmpty()) {
            return ForwarderProcess.start(database, SOURCE, TOPIC, log);
        }
        var batchSize = "--orderly.forwarder.batch-size=40";
        var pass = boundary.contains(".open") ? 1 : 1 + random.nextInt(3);
        var crash = boundary.equals(IN_THE_MIDDLE)
                ? "-Dorderly.test.crash-after-acknowledged=" + (1 + random.nextInt(EVENTS_A_KILL))
                : "-Dorderly.test.crash-at=%s#%d".formatted(boundary, pass);
        return ForwarderProcess.start(database, SOURCE, TOPIC, log, batchSize, crash);
    }

    private long forwarded() {
        return jdbc.sql("SELECT position FROM orderly.forwarder_position")
                .query(Long.class)
                .single();
    }

    @EventType("killed.counted.v1")
    record Counted(String counter, long number) implements DomainEvent {

        @Override
        public String aggregateId() {
            return counter;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
