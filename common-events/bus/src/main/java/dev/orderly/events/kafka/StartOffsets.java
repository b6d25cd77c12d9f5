package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.orderly.events.inbox.StartPosition;
import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.support.SafeLog;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;

import static java.util.Objects.requireNonNull;

/**
 * Where a consumer begins that does not begin at the earliest event. That is decided once for each topic, and the database
 * remembers it: another instance, a restart before the first commit, or another setting change nothing. A consumer that has
 * committed an offset in the topic, or whose offsets have expired, is not new.
 */
final class StartOffsets {

    private static final Logger log = SafeLog.of(StartOffsets.class);

    private static final Duration POLL = Duration.ofSeconds(1);

    /** How long the brokers may send nothing while the topic is read. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, Object> consumerConfiguration;
    private final TopicStarts decided;
    private final StartPosition start;
    private final List<String> topics;

    /** @param consumerConfiguration with the consumer's group */
    StartOffsets(
            Map<String, Object> consumerConfiguration, TopicStarts decided, StartPosition start, List<String> topics) {
        this.consumerConfiguration = consumerConfiguration;
        this.decided = decided;
        this.start = start;
        this.topics = topics;
    }

    /**
     * The offset where a partition begins that has no committed one. A partition that is missing begins at its first record.
     *
     * @throws org.apache.kafka.common.KafkaException if the brokers do not answer
     */
    Map<TopicPartition, Long> decide() {
        var undecided =
                topics.stream().filter(each -> decided.find(each).isEmpty()).toList();
        if (!undecided.isEmpty() && !start.equals(StartPosition.EARLIEST)) {
            decide(undecided);
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (var topic : topics) {
            decided.find(topic).ifPresent(byPartition -> {
                for (int partition = 0; partition < byPartition.size(); partition++) {
                    offsets.put(new TopicPartition(topic, partition), byPartition.get(partition));
                }
            });
        }
        return offsets;
    }

    private void decide(List<String> undecided) {
        try (var reader =
                new KafkaConsumer<>(consumerConfiguration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Map<String, Set<TopicPartition>> partitions =
                    topics.stream().collect(Collectors.toMap(each -> each, each -> partitionsOf(each, reader)));
            var read = partitions.entrySet().stream()
                    .filter(each -> hasCommitted(each.getValue(), reader))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            var isExpired = read.isEmpty() && decided.hasProcessed();
            for (var topic : undecided) {
                var isNew = !isExpired && !read.contains(topic);
                var begin =
                        isNew ? offsets(requireNonNull(partitions.get(topic)), reader) : Map.<TopicPartition, Long>of();
                decided.save(topic, byPartition(begin));
                if (isNew) {
                    log.info("Begins to read {} at {}: offsets {}", topic, start, begin);
                }
            }
        }
    }

    private static Set<TopicPartition> partitionsOf(String topic, Consumer<byte[], byte[]> reader) {
        return reader.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .collect(Collectors.toSet());
    }

    private static boolean hasCommitted(Set<TopicPartition> partitions, Consumer<byte[], byte[]> reader) {
        return reader.committed(partitions).values().stream().anyMatch(Objects::nonNull);
    }

    private static List<Long> byPartition(Map<TopicPartition, Long> offsets) {
        return IntStream.range(0, offsets.size())
                .mapToObj(partition -> offsets.entrySet().stream()
                        .filter(each -> each.getKey().partition() == partition)
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, Consumer<byte[], byte[]> reader) {
        Map<TopicPartition, Long> offsets = new HashMap<>(reader.endOffsets(partitions));
        if (start instanceof StartPosition.Since since) {
            var times = partitions.stream()
                    .collect(Collectors.toMap(each -> each, each -> since.time().toEpochMilli()));
            reader.offsetsForTimes(times).forEach((partition, found) -> {
                if (found != null) {
                    offsets.put(partition, found.offset());
                }
            });
        } else if (start instanceof StartPosition.From from) {
            offsets.putAll(firstFrom(from.position(), offsets, reader));
        }
        return offsets;
    }

    /**
     * Where each partition first has an event from this position on. It reads all before, because an event that was redriven
     * stands behind later ones: a search that skips records could miss those.
     */
    private static Map<TopicPartition, Long> firstFrom(
            long position, Map<TopicPartition, Long> ends, Consumer<byte[], byte[]> reader) {
        Map<TopicPartition, Long> found = new HashMap<>();
        Set<TopicPartition> open = new HashSet<>(ends.keySet());
        reader.assign(open);
        reader.seekToBeginning(open);
        long lastProgress = System.nanoTime();
        while (true) {
            open.removeIf(each -> found.containsKey(each) || reader.position(each) >= requireNonNull(ends.get(each)));
            reader.pause(reader.assignment().stream()
                    .filter(each -> !open.contains(each))
                    .toList());
            if (open.isEmpty()) {
                return found;
            }
            var records = reader.poll(POLL);
            if (!records.isEmpty()) {
                lastProgress = System.nanoTime();
            } else if (System.nanoTime() - lastProgress > PATIENCE.toNanos()) {
                throw new TimeoutException("The topic could not be read up to position " + position);
            }
            for (var each : records) {
                var at = CloudEventDecoder.positionOf(KafkaInboxListener.message(each));
                if (at != null && at >= position) {
                    found.putIfAbsent(new TopicPartition(each.topic(), each.partition()), each.offset());
                }
            }
        }
    }
}
