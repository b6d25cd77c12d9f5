package dev.orderly.events.kafka;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.localstack.broker.LocalKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** Brokers with Kafka's default: they create a topic that a client asks for, with one partition. */
@ExtendWith(OutputCaptureExtension.class)
@DirtiesContext
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/inn",
            "orderly.topic=" + AutoCreatedTopicsIT.TOPIC,
            "orderly.subscriptions=" + AutoCreatedTopicsIT.TOPIC,
            "orderly.packages=dev.orderly.events.kafka",
            "orderly.kafka.create-topics=false"
        })
class AutoCreatedTopicsIT {

    static final String TOPIC = "inn-events";

    @TempDir
    private static Path directory;

    private static LocalKafka kafka;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Porter porter;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        kafka = LocalKafka.onFreePort(directory).with(Map.of("auto.create.topics.enable", "true"));
        kafka.start();
        TestSystem.connectDatabase(registry, "inn");
        registry.add("spring.kafka.bootstrap-servers", kafka::bootstrapServers);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void neitherForwarderNorConsumersMakeThemCreateATopic(CapturedOutput output) throws Exception {
        transactions.executeWithoutResult(status -> Events.raise(new Arrived("guest")));
        await().until(() -> output.getOut().contains("The topic " + TOPIC + " does not exist"));
        await().until(() -> output.getOut().contains("inn waits for partitions of " + TOPIC));

        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThat(admin.listTopics().names().get()).isEmpty();
            admin.createTopics(List.of(new NewTopic(TOPIC, 6, (short) 1))).all().get();
        }
        await().until(() -> porter.greeted.getCount() == 0);
    }

    @EventType("inn.arrived.v1")
    record Arrived(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Porter porter() {
            return new Porter();
        }
    }

    static class Porter {

        private final CountDownLatch greeted = new CountDownLatch(1);

        @EventHandler
        void on(Arrived event) {
            greeted.countDown();
        }
    }
}
