package dev.orderly.events.forwarder;

import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.localstack.testing.TestParts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The broker is killed, and frozen for longer than the producer waits for an answer, while events are raised all the
 * time: nothing is lost, sent twice, or out of order, and whoever raises notices nothing.
 *
 * <p>How often each happens is said by {@code -Dorderly.faults}.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/faults",
            "orderly.topic=" + BrokerFaultsIT.TOPIC,
            "orderly.kafka.transaction-timeout=5s", // and with it the time that a record has to be delivered
            "logging.level.dev.orderly.events.store=warn",
            "logging.level.org.apache.kafka=error"
        })
class BrokerFaultsIT {

    static final String TOPIC = "faults-events";

    private static final Logger log = LoggerFactory.getLogger(BrokerFaultsIT.class);
    private static final String FAILED = "still cannot forward after 2 attempts";

    private final int faults = Integer.getInteger("orderly.faults", 1);

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "faults");
    }

    @Test
    void theBrokersFaultsNeitherLoseNorDoubleNorReorderAnythingNorSlowRequests(CapturedOutput output) throws Exception {
        long raised;
        try (var load = new Load(transactions)) {
            awaitForwarded(load);
            await().until(() -> load.raised() > 1_000);
            var before = load.median();
            for (int fault = 0; fault < faults; fault++) {
                TestParts.kafka().kill();
                try {
                    awaitFailure(output, 2 * fault + 1);
                } finally {
                    TestParts.kafka().start();
                }
                awaitForwarded(load);

                KilledForwarder.signal("STOP", TestParts.kafka().pid());
                try {
                    awaitFailure(output, 2 * fault + 2);
                } finally {
                    KilledForwarder.signal("CONT", TestParts.kafka().pid());
                }
                awaitForwarded(load);
            }
            var during = load.median();
            log.info(
                    "A request took {} us before the broker's faults, {} us during them",
                    before.toNanos() / 1_000,
                    during.toNanos() / 1_000);
            assertThat(during).isLessThan(before.multipliedBy(10));
            load.close();
            raised = load.raised();
            awaitForwarded(load);
        }

        TopicRecords.assertEachOnceAndInOrder(TOPIC, raised);
        assertThat(output.toString().lines().filter(each -> each.contains("EventForwarder") && each.contains("WARN")))
                .as("what the forwarder says of %d faults", 2 * faults)
                .hasSizeLessThan(2 * faults * 8);
    }

    /** The forwarder has met the fault, and has waited for the broker for longer than a record may take, twice. */
    private static void awaitFailure(CapturedOutput output, int count) {
        await().until(() ->
                output.toString().lines().filter(each -> each.contains(FAILED)).count() == count);
    }

    private void awaitForwarded(Load load) {
        var raised = load.raised();
        await().until(() -> jdbc.sql("SELECT coalesce(max(position), 0) FROM orderly.forwarder_offset")
                        .query(Long.class)
                        .single()
                >= raised);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
