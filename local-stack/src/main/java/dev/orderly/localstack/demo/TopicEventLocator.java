package dev.orderly.localstack.demo;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.orderly.localstack.demo.EventTrail.Event;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Locates events by their records in the Kafka topics. Sees events that are published after it was created. */
final class TopicEventLocator implements EventLocator {

    private static final List<String> TOPICS = List.of("order-events", "refund-events");
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<UUID, String> locations = new HashMap<>();

    TopicEventLocator(String bootstrapServers) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        // Skips the events of earlier runs, which a kept data directory contains.
        var present = assignNewPartitions();
        consumer.seekToEnd(present);
        present.forEach(consumer::position);
    }

    @Override
    public String heading() {
        return "topic-partition@offset";
    }

    @Override
    public void refresh() {
        var added = assignNewPartitions();
        if (!added.isEmpty()) {
            // With an empty collection, seekToBeginning would seek all partitions.
            consumer.seekToBeginning(added);
        }
        if (consumer.assignment().isEmpty()) {
            return;
        }
        for (var record : consumer.poll(POLL)) {
            var id = record.headers().lastHeader("ce_id");
            if (id != null) {
                locations.put(
                        UUID.fromString(new String(id.value(), StandardCharsets.UTF_8)),
                        "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset()));
            }
        }
    }

    @Override
    public String locate(Event event) {
        return locations.getOrDefault(event.id(), "");
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** A service creates its topics after it is ready, so new partitions can appear at any time. */
    private List<TopicPartition> assignNewPartitions() {
        var partitions = TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        var added = partitions.stream()
                .filter(partition -> !consumer.assignment().contains(partition))
                .toList();
        if (!added.isEmpty()) {
            consumer.assign(partitions);
        }
        return added;
    }
}
