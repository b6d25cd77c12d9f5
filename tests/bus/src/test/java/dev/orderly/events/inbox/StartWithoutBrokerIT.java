package dev.orderly.events.inbox;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.StringUtils;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A service that starts while its broker's name is unknown, and then is refused by the broker for a while. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/early-riser",
            "orderly.topic=early-riser-events",
            "orderly.subscriptions=" + StartWithoutBrokerIT.TOPIC,
            "orderly.kafka.retry-pause=20ms",
            "spring.kafka.bootstrap-servers=no-such-broker.invalid:9092"
        })
class StartWithoutBrokerIT {

    static final String TOPIC = "dawn-events";

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ConsumerFactory<?, ?> consumers;

    @Autowired
    Handler handler;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "dawn");
    }

    @BeforeAll
    static void makeTheTopic() throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
    }

    @Test
    void startsTakesEventsAndListensOnceItsBrokerCanBeFoundAndLetsItIn(CapturedOutput output) throws Exception {
        transactions.executeWithoutResult(status -> Events.raise(new Risen("sun")));
        assertThat(jdbc.sql("SELECT count(*) FROM orderly.event_entry")
                        .query(Long.class)
                        .single())
                .isOne();
        await().until(() -> output.getOut().contains("Listening to Kafka failed (attempt 4)"));
        assertThat(output)
                .contains("Listening to Kafka failed (attempt 1): No resolvable bootstrap urls")
                .doesNotContain("Listening to Kafka failed (attempt 3)");

        consumers.updateConfigs(Map.of(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                TestServers.bootstrapServers(),
                // This broker wants none: it ends the connection as it does one with wrong credentials.
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\" password=\"b\";"));
        await().until(() -> refusals(output) >= 2);

        consumers.updateConfigs(Map.of(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "PLAINTEXT"));
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", TestServers.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(TestRecord.of("dawn.risen.v1", "moon", "{\"star\":\"moon\"}")
                            .to(TOPIC))
                    .get();
        }
        await().until(() -> handler.risen.equals(List.of("moon")));
    }

    private static int refusals(CapturedOutput output) {
        return StringUtils.countOccurrencesOf(output.getOut(), "Authentication/Authorization Exception");
    }

    @EventType("dawn.risen.v1")
    record Risen(String star) implements DomainEvent {

        @Override
        public String aggregateId() {
            return star;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Handler handler() {
            return new Handler();
        }
    }

    static class Handler {

        private final List<String> risen = new CopyOnWriteArrayList<>();

        @EventHandler
        void on(Risen event) {
            risen.add(event.star());
        }
    }
}
