package dev.orderly.events.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import dev.orderly.localstack.testing.TestParts;
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
        var records = committed(topic);
        assertThat(records.stream().map(TopicRecords::position).sorted())
                .isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
        Map<String, ConsumerRecord<String, String>> latest = new HashMap<>();
        for (var record : records) {
            var earlier = latest.put(record.key(), record);
            if (earlier != null) {
                assertThat(record.partition())
                        .as("partition of " + record.key())
                        .isEqualTo(earlier.partition());
                assertThat(position(record)).as("position in " + record.key()).isGreaterThan(position(earlier));
            }
        }
    }

    private static List<ConsumerRecord<String, String>> read(String topic, String isolation) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", TestParts.bootstrapServers(), "isolation.level", isolation),
                new StringDeserializer(),
                new StringDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, String>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
            return found;
        }
    }
}
