package dev.orderly.events.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

import static org.assertj.core.api.Assertions.assertThat;

/** What a topic of the shared broker holds, from its beginning to its present end, partition by partition. */
public final class TopicRecords {

    private TopicRecords() {}

    /** What a consumer of the bus sees. */
    public static List<ConsumerRecord<String, String>> committed(String topic) {
        return read(topic, "read_committed");
    }

    /** That, and what was aborted or is not committed yet. */
    public static List<ConsumerRecord<String, String>> uncommitted(String topic) {
        return read(topic, "read_uncommitted");
    }

    /** The position that a record bears. */
    public static long position(ConsumerRecord<String, String> record) {
        return Long.parseLong(
                new String(record.headers().lastHeader("ce_sequence").value(), StandardCharsets.UTF_8));
    }

    /** The topic holds positions 1 to {@code last} once each, and those of one key ascend in one partition. */
    public static void assertEachOnceAndInOrder(String topic, long last) {
        var seen = new BitSet();
        Map<String, Place> latest = new HashMap<>();
        forEach(topic, "read_committed", record -> {
            var place = new Place(record.partition(), position(record));
            assertThat(place.position()).as("position").isBetween(1L, last);
            assertThat(seen.get((int) place.position()))
                    .as("position %d twice", place.position())
                    .isFalse();
            seen.set((int) place.position());
            var earlier = latest.put(record.key(), place);
            if (earlier != null) {
                assertThat(place.partition())
                        .as("partition of %s", record.key())
                        .isEqualTo(earlier.partition());
                assertThat(place.position()).as("position in %s", record.key()).isGreaterThan(earlier.position());
            }
        });
        assertThat(seen.nextClearBit(1)).as("first missing position").isEqualTo((int) last + 1);
    }

    private static List<ConsumerRecord<String, String>> read(String topic, String isolation) {
        List<ConsumerRecord<String, String>> found = new ArrayList<>();
        forEach(topic, isolation, found::add);
        return found;
    }

    private static void forEach(String topic, String isolation, Consumer<ConsumerRecord<String, String>> action) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", TestServers.bootstrapServers(), "isolation.level", isolation),
                new StringDeserializer(),
                new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(action);
            }
        }
    }

    private record Place(int partition, long position) {}
}
