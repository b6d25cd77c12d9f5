package dev.orderly.events.faults;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import dev.orderly.events.Events;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** How much is logged while the database cannot be reached. */
@Tag("full")
@SpringBootTest(
        classes = Buyer.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/cut-off",
            "orderly.topic=" + DatabaseOutageLogIT.TOPIC,
            "orderly.subscriptions=" + DatabaseOutageLogIT.TOPIC,
            "orderly.forwarder.retry-max=50ms",
            "orderly.kafka.retry-pause=50ms",
            "spring.datasource.hikari.connection-timeout=250"
        })
class DatabaseOutageLogIT {

    static final String TOPIC = "cut-off-events";

    private static final Logger log = LoggerFactory.getLogger(DatabaseOutageLogIT.class);

    private static final String FORWARDER = "dev.orderly.events.forwarder.EventForwarder";
    private static final String CONSUMER = "dev.orderly.events.kafka.SeekToBatchStartErrorHandler";

    /** Open as long as the JVM, like the cached application context. */
    private static LoopbackProxy database;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Buyer buyer;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        var direct = TestSystem.connect(registry, "cut_off");
        var server = URI.create(direct.jdbcUrl().substring("jdbc:".length()));
        database = LoopbackProxy.before(server.getPort());
        registry.add("spring.datasource.url", () -> "jdbc:postgresql://127.0.0.1:%d%s"
                .formatted(database.port(), server.getPath()));
    }

    @Test
    void aDatabaseThatIsAwayIsMentionedNowAndThen() {
        raise(1);
        await().until(() -> buyer.handled().size() == 1);
        try (var lines = LogLines.open()) {
            database.refuse();
            sendToTheConsumer("not an event");

            await().until(() -> attempts(lines, FORWARDER) >= 16 && attempts(lines, CONSUMER) >= 16);

            for (var logger : List.of(FORWARDER, CONSUMER)) {
                var warnings = lines.warnings(logger);
                log.info("{} warnings after {} attempts by {}", warnings.size(), attempts(lines, logger), logger);
                // After 1, 2, 4, 8, 16, ... attempts.
                assertThat(warnings).hasSizeLessThanOrEqualTo(LogLines.mentionsOf(attempts(lines, logger)));
                assertThat(warnings.stream().filter(line -> line.getThrowableProxy() != null))
                        .as("stack traces")
                        .hasSizeLessThanOrEqualTo(1);
            }
        }

        database.pass();
        await().ignoreExceptions().until(() -> {
            raise(2);
            return true;
        });
        await().until(() -> buyer.handled().size() >= 2);
    }

    private void raise(int number) {
        transactions.executeWithoutResult(status -> Events.raise(new Sold("till", number, UUID.randomUUID())));
    }

    private static void sendToTheConsumer(String message) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, "another till", message));
        }
    }

    /** Of how many failed attempts it has spoken so far. */
    private static int attempts(LogLines lines, String logger) {
        return lines.warnings(logger).stream()
                .filter(line -> line.getMessage().contains("failed (attempt {})"))
                .flatMap(line -> Stream.of(line.getArgumentArray()))
                .filter(Integer.class::isInstance)
                .mapToInt(Integer.class::cast)
                .max()
                .orElse(0);
    }
}
