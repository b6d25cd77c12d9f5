package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import dev.orderly.events.forwarder.SentEvents;
import dev.orderly.events.forwarder.SentEventsUnavailableException;
import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.CloudEventEncoder;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Finds the record of an event. Within a partition the positions of a source ascend with the offsets, so a binary search
 * finds it: in a partition with a million records it looks at 20 of them. An event that was parked and redriven lies among
 * later ones, and may not be found.
 *
 * <p>One search at a time: each needs a Kafka consumer.
 */
final class KafkaSentEvents implements SentEvents {

    /** Of a search, and of waiting for one's turn. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final int FETCH_BYTES = 16 * 1024;

    private final Map<String, Object> consumerConfiguration;
    private final TopicPartitions partitions;
    private final String topic;
    private final ReentrantLock searching = new ReentrantLock();

    KafkaSentEvents(Map<String, Object> consumerConfiguration, TopicPartitions partitions, String topic) {
        this.consumerConfiguration = new HashMap<>(consumerConfiguration);
        this.consumerConfiguration.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        this.consumerConfiguration.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
        this.consumerConfiguration.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) TIMEOUT.toMillis());
        this.partitions = partitions;
        this.topic = topic;
    }

    @Override
    public Optional<String> placeOf(String source, String subject, long position) {
        if (!isMyTurn()) {
            throw new SentEventsUnavailableException("Other events are being searched for. Try again.", null);
        }
        try {
            return partitions
                    .pinned(topic)
                    .map(spread -> new TopicPartition(
                            topic, BuiltInPartitioner.partitionForKey(subject.getBytes(UTF_8), spread)))
                    .flatMap(partition -> find(source, position, partition));
        } catch (KafkaException e) {
            throw new SentEventsUnavailableException(
                    "Kafka does not answer: " + e.getClass().getSimpleName(), e);
        } finally {
            searching.unlock();
        }
    }

    private boolean isMyTurn() {
        try {
            return searching.tryLock(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<String> find(String source, long position, TopicPartition partition) {
        try (var consumer =
                new KafkaConsumer<>(consumerConfiguration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(Set.of(partition));
            var deadline = System.nanoTime() + TIMEOUT.toNanos();
            long low = consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
            long high = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
            while (low < high) {
                var middle = (low + high) >>> 1;
                var found = firstSince(middle, high, source, consumer, partition, deadline);
                if (found == null || found.position() > position) {
                    high = middle;
                } else if (found.position() < position) {
                    low = found.offset() + 1;
                } else {
                    return Optional.of(partition + "@" + found.offset());
                }
            }
            return Optional.empty();
        }
    }

    /** The first record of the source between these offsets; null if there is none. */
    private static @Nullable Found firstSince(
            long from,
            long to,
            String source,
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long deadline) {
        consumer.seek(partition, from);
        while (consumer.position(partition) < to) {
            for (var record : consumer.poll(POLL)) {
                var position =
                        isOf(source, record) ? CloudEventDecoder.positionOf(KafkaInboxListener.message(record)) : null;
                if (record.offset() < to && position != null) {
                    return new Found(record.offset(), position);
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("The search took longer than " + TIMEOUT);
            }
        }
        return null;
    }

    private static boolean isOf(String source, ConsumerRecord<byte[], byte[]> record) {
        var header = record.headers().lastHeader(CloudEventEncoder.SOURCE);
        return header != null && Arrays.equals(header.value(), source.getBytes(UTF_8));
    }

    private record Found(long offset, long position) {}
}
