package dev.orderly.localstack.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Tag("full")
class LocalKafkaIT {

    private static LocalKafka kafka;

    @BeforeAll
    static void start(@TempDir Path directory) {
        kafka = LocalKafka.onFreePort(directory);
        kafka.start();
    }

    @AfterAll
    static void stop() {
        kafka.stop();
    }

    @Test
    void keepsAcknowledgedRecordsAcrossAKill() throws Exception {
        createTopic("kept");
        try (var producer = producer(Map.of("transactional.id", "killed"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("kept", "key", "value"));
            producer.commitTransaction();
        }
        var killed = kafka.pid();
        var address = kafka.bootstrapServers();

        kafka.kill();
        assertThat(ProcessHandle.of(killed)).isEmpty();
        kafka.start();

        assertThat(kafka.pid()).isNotEqualTo(killed);
        assertThat(kafka.bootstrapServers()).isEqualTo(address);
        assertThat(valuesOf("kept")).containsExactly("value");
    }

    @Test
    void createsNoTopicAutomatically() {
        try (var producer = producer(Map.of("max.block.ms", "1000"))) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("nobody-made-me", "value"))
                            .get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void leavesNoProcessRunningAfterStop() {
        var broker = ProcessHandle.of(kafka.pid()).orElseThrow();
        assertThat(broker.isAlive()).isTrue();

        kafka.stop();

        assertThat(broker.isAlive()).isFalse();
        assertThat(broker.descendants()).isEmpty();
        kafka.start();
    }

    private void createTopic(String name) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get(10, TimeUnit.SECONDS);
        }
    }

    private KafkaProducer<String, String> producer(Map<String, Object> settings) {
        var all = new HashMap<>(settings);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }

    private List<String> valuesOf(String topic) {
        var partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(10)).records(partition).stream()
                    .map(each -> each.value())
                    .toList();
        }
    }
}
