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
            "orderly.forwarder.retry-max=100ms"
        })
class BrokerOutageLogIT {

    private static final Logger log = LoggerFactory.getLogger(BrokerOutageLogIT.class);
    private static final String PRODUCER = "org.apache.kafka.clients.producer.KafkaProducer";

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

            var seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            int attempts = attempts(lines);
            int connections = broker.accepted() - connectionsBefore;
            var ours = lines.warnings("dev.orderly.events.forwarder");
            var clients = lines.warnings("org.apache.kafka");
            var all = lines.all("");
            log.info(
                    "{} s without a broker, {} attempts to forward, {} connections: {} warnings of the forwarder, {} of Kafka's clients, {} lines in all",
                    seconds,
                    attempts,
                    connections,
                    ours.size(),
                    clients.size(),
                    all.size());
            // After 1, 2, 4, ... attempts.
            assertThat(ours).hasSizeLessThanOrEqualTo(LogLines.mentionsOf(attempts));
            // A client tries after 0.5, 1.5, 3.5, 7.5 s, then every 5 s, give or take a fifth. The forwarder's is made
            // anew at each attempt, which lasts 5 s; the consumer's and the one that makes the topics last.
            assertThat(connections).isLessThanOrEqualTo(6 * attempts + 2 * (5 + (int) seconds / 4));
            assertThat(clients).hasSizeLessThanOrEqualTo(connections + 2);
            assertThat(all).hasSizeLessThan(40 * attempts + 20 * connections);
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
