package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static dev.orderly.events.system.TestSystem.await;

/** A service that starts while another member of its consumer group has all partitions. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        properties = {
            "orderly.source=/queue",
            "orderly.subscriptions=" + WaitForPartitionsIT.TOPIC,
            "orderly.packages=dev.orderly.events.kafka"
        })
class WaitForPartitionsIT {

    static final String TOPIC = "taken-events";

    private static final Member other = new Member();

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) throws Exception {
        TestSystem.connect(registry, "waiting");
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
        }
        other.join();
    }

    @AfterAll
    static void leave() {
        other.leave();
    }

    @Test
    void saysThatItWaitsForPartitionsAndWhenItHasThem(CapturedOutput output) {
        await().until(() -> output.getOut().contains("queue waits for partitions of " + TOPIC));

        other.leave();

        await().until(() -> output.getOut().contains("queue has partitions of " + TOPIC));
    }

    /** With one partition, the member whose client id is the first in order keeps it. */
    private static final class Member {

        private final CountDownLatch hasPartition = new CountDownLatch(1);
        private volatile boolean leaving;
        private Thread thread;

        void join() throws InterruptedException {
            thread = new Thread(this::poll, "other-member");
            thread.start();
            hasPartition.await(1, TimeUnit.MINUTES);
        }

        void leave() {
            leaving = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void poll() {
            try (var consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", TestServers.bootstrapServers(), "group.id", "queue", "client.id", "a"),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(TOPIC));
                while (!leaving) {
                    consumer.poll(Duration.ofMillis(100));
                    if (!consumer.assignment().isEmpty()) {
                        hasPartition.countDown();
                    }
                }
            }
        }
    }

    @EventType("seat.taken.v1")
    record SeatTaken(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Usher usher() {
            return new Usher();
        }
    }

    static class Usher {

        @EventHandler
        void on(SeatTaken event) {
            // No event comes.
        }
    }
}
