package dev.orderly.events.forwarder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A forwarder is killed between sending again what an operator has asked for, and striking it off the dead letters. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "orderly.source=" + RedriveKillIT.SOURCE)
class RedriveKillIT {

    static final String SOURCE = "/redriven";

    private static final String TOPIC = "redriven-events";
    private static final String TOO_LARGE = "x".repeat(3_000);

    private static TestDatabase database;

    @LocalServerPort
    int port;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path logs;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        database = TestSystem.connectDatabase(registry, "redriven");
    }

    @Test
    void whatIsSentAgainIsSentOnce() throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            var small = new NewTopic(TOPIC, 3, (short) 1).configs(Map.of("max.message.bytes", "2000"));
            admin.createTopics(List.of(small)).all().get();
            try (var killed = start("-Dorderly.test.crash-at=EventSender.resend:after")) {
                transactions.executeWithoutResult(status -> {
                    Events.raise(new Packed("p1", "first"));
                    Events.raise(new Packed("p1", TOO_LARGE));
                    Events.raise(new Packed("p1", "third"));
                });
                await().until(() -> letters().size() == 2);

                var large = new AlterConfigOp(new ConfigEntry("max.message.bytes", "10000"), AlterConfigOp.OpType.SET);
                admin.incrementalAlterConfigs(
                                Map.of(new ConfigResource(ConfigResource.Type.TOPIC, TOPIC), List.of(large)))
                        .all()
                        .get();
                redrive(letters().get(0));
                assertThat(killed.hasEndedWithin(180_000)).isTrue();
                assertThat(killed.exitCode()).isEqualTo(137);
            }
        }
        assertThat(sent()).as("sent").hasSize(3);
        assertThat(letters()).as("dead letters that have been sent").hasSize(2);

        try (var successor = start()) {
            await().until(() -> letters().isEmpty());
            transactions.executeWithoutResult(status -> Events.raise(new Packed("p1", "fourth")));
            await().until(() -> sent().contains("fourth"));
        }
        assertThat(sent()).containsExactly("first", TOO_LARGE, "third", "fourth");
    }

    private ForwarderProcess start(String... arguments) throws IOException {
        return ForwarderProcess.start(database, SOURCE, TOPIC, logs.resolve("forwarder.log"), arguments);
    }

    private List<UUID> letters() {
        return jdbc.sql("SELECT event_id FROM orderly.dead_letter ORDER BY id")
                .query(UUID.class)
                .list();
    }

    private void redrive(UUID event) {
        RestClient.create("http://localhost:" + port)
                .post()
                .uri("/dead-letters/{event}/redrive", event)
                .retrieve()
                .toBodilessEntity();
    }

    /** The contents that are in the topic, in the order of their one aggregate. */
    private static List<String> sent() {
        return TopicRecords.committed(TOPIC).stream()
                .map(ConsumerRecord::value)
                .map(each -> each.substring(each.indexOf("\"contents\":\"") + 12, each.length() - 2))
                .toList();
    }

    @EventType("parcel.packed.v1")
    record Packed(String parcel, String contents) implements DomainEvent {

        @Override
        public String aggregateId() {
            return parcel;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
