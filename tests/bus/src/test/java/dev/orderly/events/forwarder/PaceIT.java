package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many Kafka transactions the forwarder uses, and whether an event waits for others. The topic has one partition: each
 * of its offsets is an event or the marker of a transaction.
 */
@Tag("full")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/paced",
            "orderly.topic=" + PaceIT.TOPIC,
            "orderly.kafka.partitions=1",
            "orderly.forwarder.batch-interval=1s"
        })
class PaceIT {

    static final String TOPIC = "paced-events";

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @Autowired
    TransactionTemplate transactions;

    private Admin admin;
    private long seen;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "paced");
    }

    @BeforeEach
    void openAdmin() {
        admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()));
        // The topic exists, and the forwarder is connected.
        raise();
        await().ignoreExceptions().until(() -> end() >= 2);
        awaitRest();
    }

    @AfterEach
    void closeAdmin() {
        admin.close();
    }

    @Test
    void underLoadEventsGatherAndTransactionsAreFew() throws Exception {
        int events = 300;
        var before = end();
        var began = System.nanoTime();

        IntStream.range(0, events).forEach(each -> raise());
        awaitRest();

        var intervals = (System.nanoTime() - began) / INTERVAL.toNanos();
        assertThat(end() - before - events)
                .as("Kafka transactions within %d intervals", intervals)
                .isBetween(1L, intervals + 2);
    }

    @Test
    void anEventThatIsAloneIsSentAtOnce() throws Exception {
        // On a slow machine one or the other takes longer.
        await().pollDelay(Duration.ZERO).until(this::timeOfAnEventAtRest, time -> time.compareTo(INTERVAL) < 0);
    }

    private Duration timeOfAnEventAtRest() throws Exception {
        awaitRest();
        var before = end();
        var began = System.nanoTime();
        raise();
        await().pollInterval(Duration.ofMillis(20)).until(() -> end() >= before + 2);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Until no event has been sent for more than an interval. */
    private void awaitRest() {
        await().during(INTERVAL.multipliedBy(2)).until(this::end, offset -> offset.equals(lastEnd(offset)));
    }

    private long lastEnd(long offset) {
        var last = seen;
        seen = offset;
        return last;
    }

    private long end() throws Exception {
        return admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                .partitionResult(PARTITION)
                .get(10, TimeUnit.SECONDS)
                .offset();
    }

    private void raise() {
        transactions.executeWithoutResult(
                status -> Events.raise(new Paced(UUID.randomUUID().toString())));
    }

    @EventType("thing.paced.v1")
    record Paced(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
