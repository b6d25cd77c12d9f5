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
 * Reads from a topic what it holds of a source: the highest position, from the last committed records of each partition,
 * and the event that was last resent. The result is valid after the source's earlier senders are fenced.
 */
final class TopicTail {

    private static final long FIRST_WINDOW = 100;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

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

    /** A resent event's id is saved as an offset of this group, in the same Kafka transaction; no consumer uses the group. */
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
                throw new UnknownTopicOrPartitionException("The topic %s does not exist".formatted(topic));
            }
            consumer.assign(partitions);
            // With read_committed these are the last stable offsets.
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
     * Searches further back in each partition where no record of the source is found: transaction markers and records of
     * other sources take offsets, too.
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

    /** Reads all partitions at once, so that the search does not wait for the end of each one in turn. */
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
            } else if (System.nanoTime() - progressAt > TIMEOUT.toNanos()) {
                throw new TimeoutException(
                        "The last records of the topic %s cannot be read: the brokers sent no record for %s"
                                .formatted(topic, TIMEOUT));
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

    /** The range of offsets that a partition holds. */
    private record Extent(TopicPartition partition, long beginning, long end) {

        long start(long window) {
            return Math.max(beginning, end - window);
        }
    }
}
