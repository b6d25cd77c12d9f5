package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.OnProcesses;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How long one event takes while nothing else happens, beside a bare producer's record: from a commit, or from handing
 * the record over, until a consumer that reads committed has it. The two take turns, and the medians are printed.
 */
@OnProcesses
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/latency",
            "orderly.topic=" + LatencyBenchmark.TOPIC,
            "logging.level.dev.orderly.events=warn"
        })
class LatencyBenchmark {

    static final String TOPIC = "latency-events";

    private static final String BARE_TOPIC = "latency-bare";
    private static final int PAYLOAD_BYTES = 255;
    private static final int WARM_UP = 50;
    private static final int EVENTS = 200;

    @Autowired
    TransactionTemplate transactions;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) throws Exception {
        TestSystem.connect(registry, "latency");
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(BARE_TOPIC, 6, (short) 1), new NewTopic(TOPIC, 6, (short) 1)))
                    .all()
                    .get();
        }
    }

    @Test
    void wakesUp() throws Exception {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        try (var consumer = consumerAtTheEnd();
                var producer = producer()) {
            for (int round = 0; round < WARM_UP + EVENTS; round++) {
                var bare = until(
                        consumer,
                        BARE_TOPIC,
                        () -> producer.send(new ProducerRecord<>(BARE_TOPIC, new byte[PAYLOAD_BYTES])));
                var raised = until(
                        consumer,
                        TOPIC,
                        () -> transactions.executeWithoutResult(
                                status -> Events.raise(new Measured("x".repeat(PAYLOAD_BYTES)))));
                if (round >= WARM_UP) {
                    millis.computeIfAbsent("bare producer", each -> new ArrayList<>())
                            .add(bare);
                    millis.computeIfAbsent("commit", each -> new ArrayList<>()).add(raised);
                }
            }
        }
        System.out.printf("%n%-16s %10s %10s %10s   ms until a consumer has it%n", "", "min", "median", "p99");
        millis.forEach((what, each) -> {
            var sorted = each.stream().sorted().toList();
            System.out.printf(
                    "%-16s %10.1f %10.1f %10.1f%n",
                    what, sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 99 / 100));
        });
    }

    private static double until(KafkaConsumer<byte[], byte[]> consumer, String topic, Runnable action) {
        long started = System.nanoTime();
        action.run();
        while (!consumer.poll(Duration.ofSeconds(1)).records(topic).iterator().hasNext()) {
            // until it is there
        }
        return (System.nanoTime() - started) / 1e6;
    }

    private static KafkaConsumer<byte[], byte[]> consumerAtTheEnd() {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", TestServers.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(Stream.of(BARE_TOPIC, TOPIC)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        return consumer;
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @EventType("latency.measured.v1")
    record Measured(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
