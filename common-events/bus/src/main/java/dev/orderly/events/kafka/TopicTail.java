package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.message.CloudEventEncoder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Finds out what a topic already holds of a source: the highest position, by reading the last committed records of each
 * partition, and what was last sent again. Valid once the source's earlier senders have been fenced.
 */
final class TopicTail {

    private static final long FIRST_WINDOW = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Object> consumerConfiguration;
    private final String topic;
    private final byte[] source;
    private final String resentGroup;

    TopicTail(Map<String, Object> consumerConfiguration, String topic, String source, String resentGroup) {
        this.consumerConfiguration = consumerConfiguration;
        this.topic = topic;
        this.source = source.getBytes(UTF_8);
        this.resentGroup = resentGroup;
    }

    /** An entry resent out of its turn leaves its id here, in its own Kafka transaction; no such group consumes. */
    ConsumerGroupMetadata resentGroup() {
        return new ConsumerGroupMetadata(resentGroup);
    }

    TopicPartition resentPartition() {
        return new TopicPartition(topic, 0);
    }

    EventSender.Opened read() {
        try (var consumer =
                new KafkaConsumer<>(consumerConfiguration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var resent = consumer.committed(Set.of(resentPartition())).get(resentPartition());
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new UnknownTopicOrPartitionException("There is no topic " + topic);
            }
            consumer.assign(partitions);
            // Under read_committed these are the ends of what is committed.
            var ends = consumer.endOffsets(partitions);
            var beginnings = consumer.beginningOffsets(partitions);
            var extents = partitions.stream()
                    .map(each -> new Extent(each, beginnings.getOrDefault(each, 0L), ends.getOrDefault(each, 0L)))
                    .toList();
            return new EventSender.Opened(
                    highestPosition(consumer, extents), resent == null ? null : UUID.fromString(resent.metadata()));
        }
    }

    /**
     * Looks further and further back in the partitions where nothing of the source is found: commit markers and other
     * sources' records take offsets, too.
     */
    private long highestPosition(Consumer<byte[], byte[]> consumer, List<Extent> partitions) {
        long highest = 0;
        var unknown = partitions;
        for (long window = FIRST_WINDOW; !unknown.isEmpty(); window *= 10) {
            long length = window;
            var found = highestPositions(consumer, unknown, length);
            highest = found.values().stream().reduce(highest, Math::max);
            unknown = unknown.stream()
                    .filter(each -> !found.containsKey(each.partition()) && each.start(length) > each.beginning())
                    .toList();
        }
        return highest;
    }

    /** All partitions at once: they come in the same answers, and the end of one is not waited for before the next. */
    private Map<TopicPartition, Long> highestPositions(
            Consumer<byte[], byte[]> consumer, List<Extent> partitions, long window) {
        consumer.assign(partitions.stream().map(Extent::partition).toList());
        partitions.forEach(each -> consumer.seek(each.partition(), each.start(window)));
        Map<TopicPartition, Long> highest = new HashMap<>();
        long progressAt = System.nanoTime();
        for (long remaining = remaining(consumer, partitions); remaining > 0; ) {
            for (var record : consumer.poll(Duration.ofMillis(100))) {
                positionOf(record)
                        .ifPresent(position -> highest.merge(
                                new TopicPartition(record.topic(), record.partition()), position, Math::max));
            }
            long left = remaining(consumer, partitions);
            if (left < remaining) {
                remaining = left;
                progressAt = System.nanoTime();
            } else if (System.nanoTime() - progressAt > PATIENCE.toNanos()) {
                throw new TimeoutException(
                        "The tail of %s cannot be read: nothing came for %s".formatted(topic, PATIENCE));
            }
        }
        return highest;
    }

    private static long remaining(Consumer<byte[], byte[]> consumer, List<Extent> partitions) {
        return partitions.stream()
                .mapToLong(each -> Math.max(0, each.end() - consumer.position(each.partition())))
                .sum();
    }

    private OptionalLong positionOf(ConsumerRecord<byte[], byte[]> record) {
        var recordSource = record.headers().lastHeader(CloudEventEncoder.SOURCE);
        var sequence = record.headers().lastHeader(CloudEventEncoder.SEQUENCE);
        if (recordSource == null || sequence == null || !Arrays.equals(recordSource.value(), source)) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(new String(sequence.value(), UTF_8)));
    }

    /** From where to where a partition can be read. */
    private record Extent(TopicPartition partition, long beginning, long end) {

        long start(long window) {
            return Math.max(beginning, end - window);
        }
    }
}
