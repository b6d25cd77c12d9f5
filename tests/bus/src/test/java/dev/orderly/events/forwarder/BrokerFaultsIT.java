package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.OnProcesses;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Tag;
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
@Tag("full")
@OnProcesses
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/faults",
            "orderly.topic=" + BrokerFaultsIT.TOPIC,
            "orderly.kafka.transaction-timeout=" + BrokerFaultsIT.TRANSACTION_TIMEOUT_SECONDS
                    + "s", // and with it the time that a record has to be delivered
            "logging.level.dev.orderly.events.store=warn",
            "logging.level.org.apache.kafka=error"
        })
class BrokerFaultsIT {

    static final String TOPIC = "faults-events";

    static final int TRANSACTION_TIMEOUT_SECONDS = 5;

    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(TRANSACTION_TIMEOUT_SECONDS);
    private static final Logger log = LoggerFactory.getLogger(BrokerFaultsIT.class);
    private static final String FAILED = "failed (attempt 1)";
    private static final String FAILED_AGAIN = "failed (attempt 2)";
    private static final String RECOVERED = "works again after";

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
        var load = new Load(transactions);
        try (load) {
            await().until(() -> load.raised() > 1_000);
            load.median(); // warmed up
            await().until(() -> load.raised() > 2_000);
            awaitForwarded(load.raised());
            var before = load.median();
            for (int fault = 0; fault < faults; fault++) {
                killBroker(output);
                awaitForwarded(load.raised());
                freezeBroker(output);
                awaitForwarded(load.raised());
            }
            var slowest = load.slowest();
            var during = load.median();
            var raised = load.raised();
            await().until(() -> load.raised() > raised + 1_000);
            var after = load.median();
            log.info(
                    "A request took {} us before the broker's faults, {} us during them ({} us at most), {} us after them",
                    before.toNanos() / 1_000,
                    during.toNanos() / 1_000,
                    slowest.toNanos() / 1_000,
                    after.toNanos() / 1_000);
            assertThat(during)
                    .isLessThan(Collections.max(List.of(before, after)).multipliedBy(3));
            // A request that waited for the broker would take as long as a record may wait for its delivery.
            assertThat(slowest).isLessThan(TRANSACTION_TIMEOUT);
        }
        awaitForwarded(load.raised());

        TopicRecords.assertEachOnceAndInOrder(TOPIC, load.raised());
    }

    private static void killBroker(CapturedOutput output) {
        var failures = lines(output, FAILED);
        var recoveries = lines(output, RECOVERED);
        TestServers.kafka().kill();
        try {
            await().until(() -> lines(output, FAILED) > failures);
        } finally {
            TestServers.kafka().start();
        }
        await().until(() -> lines(output, RECOVERED) > recoveries);
    }

    /** Until the second failure in a row: each is reported when a record has waited for as long as it may. */
    private static void freezeBroker(CapturedOutput output) {
        var failures = lines(output, FAILED_AGAIN);
        var recoveries = lines(output, RECOVERED);
        KilledForwarder.signal("STOP", TestServers.kafka().pid());
        try {
            await().until(() -> lines(output, FAILED_AGAIN) > failures);
        } finally {
            KilledForwarder.signal("CONT", TestServers.kafka().pid());
        }
        await().until(() -> lines(output, RECOVERED) > recoveries);
    }

    /** How many lines the forwarder has written with this text. */
    private static long lines(CapturedOutput output, String text) {
        return output.toString()
                .lines()
                .filter(each -> each.contains("EventForwarder") && each.contains(text))
                .count();
    }

    private void awaitForwarded(long raised) {
        await().until(() -> jdbc.sql("SELECT position FROM orderly.forwarder_position")
                        .query(Long.class)
                        .single()
                >= raised);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
