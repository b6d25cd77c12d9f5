package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.message.CloudEventWriter;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
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
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            // Under read_committed these are the ends of what is committed.
            var ends = consumer.endOffsets(partitions);
            var beginnings = consumer.beginningOffsets(partitions);
            long position = partitions.stream()
                    .mapToLong(each -> highestPosition(
                            consumer, each, beginnings.getOrDefault(each, 0L), ends.getOrDefault(each, 0L)))
                    .max()
                    .orElse(0);
            var resent = consumer.committed(Set.of(resentPartition())).get(resentPartition());
            return new EventSender.Opened(position, resent == null ? null : UUID.fromString(resent.metadata()));
        }
    }

    /** Looks further and further back: commit markers and other sources' records take offsets, too. */
    private long highestPosition(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, long beginning, long end) {
        long highest = 0;
        for (long window = FIRST_WINDOW, from = end; highest == 0 && from > beginning; window *= 10) {
            from = Math.max(beginning, end - window);
            highest = records(consumer, partition, from, end).stream()
                    .mapToLong(this::positionOf)
                    .max()
                    .orElse(0);
        }
        return highest;
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, long from, long end) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition) < end) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("The tail of %s could not be read within %s".formatted(partition, PATIENCE));
            }
            records.addAll(consumer.poll(Duration.ofMillis(100)).records(partition));
        }
        return records;
    }

    private long positionOf(ConsumerRecord<byte[], byte[]> record) {
        var recordSource = record.headers().lastHeader(CloudEventWriter.SOURCE);
        var sequence = record.headers().lastHeader(CloudEventWriter.SEQUENCE);
        if (recordSource == null || sequence == null || !Arrays.equals(recordSource.value(), source)) {
            return 0;
        }
        return Long.parseLong(new String(sequence.value(), UTF_8));
    }
}
