package dev.orderly.events.kafka;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.orderly.events.forwarder.EventSender;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps in Kafka how far a source has sent its events to a topic: as the offset of a consumer group that no consumer uses,
 * committed in the Kafka transaction of each batch. No record in the topic can change it, whoever wrote that record.
 *
 * <p>Kafka forgets it if the source sends nothing for as long as {@code offsets.retention.minutes}, 7 days by default.
 */
final class SentPositions {

    private static final String NONE = "-";

    private final Map<String, Object> consumerConfiguration;
    private final TopicPartition partition;
    private final String group;

    SentPositions(Map<String, Object> consumerConfiguration, String topic, String group) {
        this.consumerConfiguration = consumerConfiguration;
        this.partition = new TopicPartition(topic, 0);
        this.group = group;
    }

    /** Reads what is committed. Valid if the source's earlier senders are fenced. */
    Sent read() {
        try (var consumer =
                new KafkaConsumer<>(consumerConfiguration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (consumer.partitionsFor(partition.topic()).isEmpty()) {
                throw new UnknownTopicOrPartitionException("The topic %s does not exist".formatted(partition.topic()));
            }
            var saved = consumer.committed(Set.of(partition)).get(partition);
            if (saved == null) {
                return new Sent(0, null, null);
            }
            var ids = saved.metadata().split(" ");
            return new Sent(saved.offset(), id(ids[0]), id(ids.length < 2 ? NONE : ids[1]));
        }
    }

    /** Adds this to the producer's transaction. */
    void save(Sent sent, Producer<byte[], byte[]> producer) {
        var saved = new OffsetAndMetadata(sent.position(), text(sent.event()) + " " + text(sent.lastResent()));
        producer.sendOffsetsToTransaction(Map.of(partition, saved), new ConsumerGroupMetadata(group));
    }

    /** For the forwarder, and for an operator: where it is saved. */
    EventSender.Opened opened(Sent sent) {
        return new EventSender.Opened(
                sent.position(), sent.event(), sent.lastResent(), "the offset of Kafka's consumer group " + group);
    }

    private static String text(@Nullable UUID id) {
        return id == null ? NONE : id.toString();
    }

    private @Nullable UUID id(String saved) {
        try {
            return saved.isEmpty() || saved.equals(NONE) ? null : UUID.fromString(saved);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Kafka's consumer group %s has an offset with the metadata \"%s\", which no forwarder writes: stop what else uses the group, and delete it"
                            .formatted(group, saved),
                    e);
        }
    }

    /**
     * How far a source has sent.
     *
     * @param position   the highest position that was sent, or 0
     * @param event      the event that has it
     * @param lastResent the last event that was resent
     */
    record Sent(
            long position, @Nullable UUID event, @Nullable UUID lastResent) {

        Sent through(long newPosition, UUID newEvent) {
            return new Sent(newPosition, newEvent, lastResent);
        }

        Sent resent(UUID resent) {
            return new Sent(position, event, resent);
        }
    }
}
