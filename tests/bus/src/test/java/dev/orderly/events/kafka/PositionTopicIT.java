package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PositionTopicIT {

    private final String name = "positions-" + UUID.randomUUID();
    private final Map<String, Object> client = Map.of("bootstrap.servers", TestServers.bootstrapServers());

    @Test
    void theLastCommittedPositionIsFoundBehindManyThatWereAborted() {
        var topic = topic("events", true);
        var other = topic("other-events", true);
        assertThat(topic.obstacle()).isNull();
        assertThat(last(topic)).isEqualTo(SentPosition.NONE);

        var sent = new SentPosition(7, UUID.randomUUID(), UUID.randomUUID());
        try (var producer = producer()) {
            producer.initTransactions();
            save(SentPosition.NONE.through(6, UUID.randomUUID()), topic, producer, true);
            save(sent, topic, producer, true);
            save(sent.through(1_000, UUID.randomUUID()), other, producer, true);
            for (int i = 0; i < 20; i++) {
                save(sent.through(8 + i, UUID.randomUUID()), topic, producer, false);
            }
        }

        assertThat(last(topic)).isEqualTo(sent);
        assertThat(last(other).position()).isEqualTo(1_000);
    }

    /** Kafka deletes what is older than a week from a topic that is not compacted. */
    @Test
    void itIsCompactedAndHasOnePartition() throws Exception {
        assertThat(topic("events", true).obstacle()).isNull();

        try (var admin = Admin.create(client)) {
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
            var configuration =
                    admin.describeConfigs(List.of(resource)).all().get().get(resource);
            assertThat(configuration.get("cleanup.policy").value()).isEqualTo("compact");
            var description =
                    admin.describeTopics(List.of(name)).allTopicNames().get().get(name);
            assertThat(description.partitions()).hasSize(1);
        }
    }

    @Test
    void isNotCreatedByAServiceThatCreatesNoTopics() {
        assertThat(topic("events", false).obstacle()).isEqualTo("it does not exist");
    }

    private PositionTopic topic(String events, boolean mayCreate) {
        return new PositionTopic(client, client, name, events, mayCreate, (short) 1, Duration.ofSeconds(30));
    }

    private SentPosition last(PositionTopic topic) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", TestServers.bootstrapServers(), "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return topic.last(consumer);
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", TestServers.bootstrapServers(), "transactional.id", name);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void save(
            SentPosition sent, PositionTopic topic, KafkaProducer<byte[], byte[]> producer, boolean commits) {
        producer.beginTransaction();
        producer.send(topic.record(sent));
        if (commits) {
            producer.commitTransaction();
        } else {
            producer.flush();
            producer.abortTransaction();
        }
    }
}
