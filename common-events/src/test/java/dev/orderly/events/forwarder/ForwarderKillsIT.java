package dev.orderly.events.forwarder;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.localstack.testing.TestDatabase;
import dev.orderly.localstack.testing.TestParts;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A forwarder is killed at every boundary between its steps, again and again, while events are raised: in the end the
 * topic holds each of them once, and each aggregate's in order.
 *
 * <p>How often is said by {@code -Dorderly.kills}; once for each boundary by default.
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
            "EventSender.open:before",
            "EventSender.open:after",
            "EventSequencer.number:before",
            "EventSequencer.number:after",
            "EventSender.send:before",
            IN_THE_MIDDLE,
            "EventSender.send:after",
            "OffsetStore.update:before",
            "OffsetStore.update:after");
    private static final int AGGREGATES = 10;
    private static final int EVENTS_A_KILL = 60;

    private static TestDatabase database;

    private final long seed = Long.getLong("orderly.seed", System.nanoTime());
    private final int kills = Integer.getInteger("orderly.kills", BOUNDARIES.size());

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path logs;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        database = TestParts.database("killed");
        registry.add("spring.datasource.url", database::jdbcUrl);
        registry.add("spring.datasource.username", database::username);
        registry.add("spring.datasource.password", database::password);
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
            while (!process.waitFor(500, TimeUnit.MILLISECONDS)) {
                raised += raise(random, raised);
            }
            assertThat(process.exitValue())
                    .as("exit code at %s, see %s", boundary, logs)
                    .isEqualTo(137);
            log.info("kill {} {}: {} events raised so far", kill + 1, boundary, raised);
        }
        var survivor = start("", random);
        try {
            var total = raised;
            Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> forwarded() >= total);
        } finally {
            survivor.destroy();
            survivor.waitFor();
        }
        var records = records();
        assertThat(records.stream().map(ForwarderKillsIT::position).sorted())
                .isEqualTo(LongStream.rangeClosed(1, raised).boxed().toList());
        Map<String, Long> last = new HashMap<>();
        for (var record : records) {
            assertThat(position(record)).isGreaterThan(last.getOrDefault(record.key(), 0L));
            last.put(record.key(), position(record));
        }
    }

    private long raise(Random random, long raisedSoFar) {
        transactions.executeWithoutResult(status -> {
            for (int i = 1; i <= EVENTS_A_KILL; i++) {
                Events.raise(new Counted("c" + random.nextInt(AGGREGATES), raisedSoFar + i));
            }
        });
        return EVENTS_A_KILL;
    }

    private Process start(String boundary, Random random) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path")));
        if (boundary.equals(IN_THE_MIDDLE)) {
            command.add("-Dorderly.test.crash-after-records=" + (1 + random.nextInt(2 * EVENTS_A_KILL)));
        } else if (!boundary.isEmpty()) {
            var pass = boundary.contains(".open") ? 1 : 1 + random.nextInt(3);
            command.add("-Dorderly.test.crash-at=%s#%d".formatted(boundary, pass));
        }
        command.addAll(List.of(
                "-Dspring.kafka.producer.properties.interceptor.classes="
                        + KilledForwarder.InTheMiddleOfABatch.class.getName(),
                KilledForwarder.class.getName(),
                "--spring.main.web-application-type=none",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password(),
                "--spring.datasource.hikari.maximum-pool-size=4",
                "--spring.kafka.bootstrap-servers=" + TestParts.bootstrapServers(),
                "--orderly.source=" + SOURCE,
                "--orderly.topic=" + TOPIC,
                "--orderly.forwarder.batch-size=40"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(logs.toFile(), "forwarder.log")))
                .start();
    }

    private long forwarded() {
        return jdbc.sql("SELECT position FROM orderly.forwarder_offset")
                .query(Long.class)
                .single();
    }

    private static long position(ConsumerRecord<String, String> record) {
        return Long.parseLong(
                new String(record.headers().lastHeader("ce_sequence").value(), StandardCharsets.UTF_8));
    }

    private static List<ConsumerRecord<String, String>> records() {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", TestParts.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            var partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(each -> new TopicPartition(TOPIC, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
            return found;
        }
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
