package dev.orderly.events.faults;

import java.time.Duration;
import java.util.UUID;

import dev.orderly.events.Events;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.TestServers;
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

/** How much is logged while no broker can be reached, by a service that starts without one. */
@Tag("full")
@SpringBootTest(
        classes = Buyer.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/patient",
            "orderly.topic=patient-events",
            "orderly.subscriptions=patient-events",
            "logging.level.org.apache.kafka=warn",
            "logging.level." + BrokerOutageLogIT.PRODUCER + "=info"
        })
class BrokerOutageLogIT {

    static final String PRODUCER = "org.apache.kafka.clients.producer.KafkaProducer";

    private static final Logger log = LoggerFactory.getLogger(BrokerOutageLogIT.class);

    /** Twice what there should be. */
    private static final int CONNECTIONS_A_MINUTE = 140;

    private static final int LINES_A_MINUTE = 300;

    /** Open as long as the JVM, like the cached application context. */
    private static LoopbackProxy broker;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Buyer buyer;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "patient");
        broker = LoopbackProxy.before(
                Integer.parseInt(TestServers.bootstrapServers().replaceFirst(".*:", "")));
        broker.refuse();
        registry.add("spring.kafka.bootstrap-servers", () -> "127.0.0.1:" + broker.port());
    }

    @Test
    void aBrokerThatIsAwayIsMentionedNowAndThen() {
        transactions.executeWithoutResult(status -> Events.raise(new Sold("till", 1, UUID.randomUUID())));
        try (var lines = LogLines.open()) {
            var begin = System.nanoTime();
            int connectionsBefore = broker.accepted();

            await().until(() -> attempts(lines) >= 5);

            var minutes = Duration.ofNanos(System.nanoTime() - begin).toMillis() / 60_000.0;
            int attempts = attempts(lines);
            int connections = broker.accepted() - connectionsBefore;
            var ours = lines.warnings("dev.orderly.events.forwarder");
            var clients = lines.warnings("org.apache.kafka");
            var all = lines.all("");
            log.info(
                    "{} minutes without a broker, {} attempts to forward, {} connections: {} warnings of the forwarder, {} of Kafka's clients, {} lines in all",
                    minutes,
                    attempts,
                    connections,
                    ours.size(),
                    clients.size(),
                    all.size());
            // After 1, 2, 4, ... attempts.
            assertThat(ours).hasSizeLessThanOrEqualTo(LogLines.mentionsOf(attempts));
            // However long it lasts: a rate, with the pauses that a service has by default.
            assertThat(connections / minutes).as("connections a minute").isLessThan(CONNECTIONS_A_MINUTE);
            assertThat(clients.size() / minutes)
                    .as("warnings of Kafka's clients a minute")
                    .isLessThan(CONNECTIONS_A_MINUTE);
            assertThat(all.size() / minutes).as("lines a minute").isLessThan(LINES_A_MINUTE);
        }

        broker.pass();

        await().until(() -> buyer.handled().size() == 1);
    }

    /** The forwarder makes a producer for each. */
    private static int attempts(LogLines lines) {
        return (int) lines.all(PRODUCER).stream()
                .filter(line -> line.getMessage().contains("Instantiated"))
                .count();
    }
}
