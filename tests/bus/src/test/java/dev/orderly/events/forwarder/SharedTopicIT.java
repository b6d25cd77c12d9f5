package dev.orderly.events.forwarder;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

/** Two sources publish to one topic, and the forwarder of one of them is killed. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"orderly.source=" + SharedTopicIT.SOURCE, "logging.level.dev.orderly.events.store=warn"})
class SharedTopicIT {

    static final String SOURCE = "/shared";

    private static final String POSITIONS = "shared-forwarder";
    private static final int PARTITIONS = 3;
    private static final int EVENTS = 30;
    private static final int FOREIGN = 5_000;

    private static TestDatabase database;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path logs;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        database = TestSystem.connectDatabase(registry, "shared");
    }

    /** The forwarder saves its position in a topic of its own if it may create it, and else in a consumer group. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBatchIsSentOnceHoweverMuchAnotherSourceWritesAroundIt(boolean createsTopics) throws Exception {
        var topic = "shared-events-" + createsTopics;
        var creates = "--orderly.kafka.create-topics=" + createsTopics;
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all()
                    .get();
            if (admin.listTopics().names().get().contains(POSITIONS)) {
                admin.deleteTopics(List.of(POSITIONS)).all().get();
            }
        }
        var before = forwarded();
        var log = logs.resolve("forwarder.log");
        try (var other = otherSource()) {
            // Open before and after the batch: whoever reads committed records sees nothing of the batch yet.
            other.beginTransaction();
            write(other, topic, PARTITIONS);
            try (var killed = ForwarderProcess.start(
                    database, SOURCE, topic, log, creates, "-Dorderly.test.crash-at=EventSender.send:after")) {
                raise();
                assertThat(killed.hasEndedWithin(60_000)).isTrue();
                assertThat(killed.exitCode()).isEqualTo(137);
            }
            assertThat(forwarded()).as("position in the database").isEqualTo(before);
            write(other, topic, FOREIGN);

            try (var successor = ForwarderProcess.start(database, SOURCE, topic, log, creates)) {
                await().until(() -> forwarded() == before + EVENTS);
                raise();
                await().until(() -> forwarded() == before + 2 * EVENTS);
                assertThat(successor.hasSaid("each batch saves its position as the offset"))
                        .isEqualTo(!createsTopics);
                other.commitTransaction();
            }
        }

        assertThat(TopicRecords.committed(topic).stream()
                        .filter(each -> each.headers().lastHeader("ce_sequence") != null)
                        .map(TopicRecords::position))
                .hasSize(2 * EVENTS)
                .doesNotHaveDuplicates();
    }

    private static KafkaProducer<String, String> otherSource() {
        var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", TestServers.bootstrapServers(), "transactional.id", "another-source"),
                new StringSerializer(),
                new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    private static void write(KafkaProducer<String, String> producer, String topic, int records) {
        for (int i = 0; i < records; i++) {
            producer.send(new ProducerRecord<>(topic, i % PARTITIONS, "key", "of another source"));
        }
        producer.flush();
    }

    private void raise() {
        transactions.executeWithoutResult(status -> {
            for (int i = 0; i < EVENTS; i++) {
                Events.raise(new Shared("s" + i));
            }
        });
    }

    private long forwarded() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM orderly.forwarder_position")
                .query(Long.class)
                .single();
    }

    @EventType("shared.shared.v1")
    record Shared(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
