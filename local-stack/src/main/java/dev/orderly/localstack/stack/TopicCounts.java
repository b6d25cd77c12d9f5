package dev.orderly.localstack.stack;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Counts the events that are committed in the topics of a Kafka broker. */
final class TopicCounts {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int BLOCKING_MILLIS = 2_000;

    private final String bootstrapServers;

    TopicCounts(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * The records of a topic.
     *
     * @param events  the number of different events
     * @param records the number of records: higher if an event is in the topic twice
     */
    record Count(long events, long records) {}

    /**
     * Reads the whole topic.
     *
     * @throws KafkaException if the broker does not answer
     */
    Count of(String topic) {
        try (var consumer = consumer()) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return read(consumer, consumer.endOffsets(partitions));
        }
    }

    private Count read(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        Set<String> events = new HashSet<>();
        long records = 0;
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!hasReached(consumer, ends)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("The topic cannot be read to its end");
            }
            for (var record : consumer.poll(POLL)) {
                records++;
                events.add(new String(record.headers().lastHeader("ce_id").value(), UTF_8));
            }
        }
        return new Count(events.size(), records);
    }

    private static boolean hasReached(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        BLOCKING_MILLIS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
