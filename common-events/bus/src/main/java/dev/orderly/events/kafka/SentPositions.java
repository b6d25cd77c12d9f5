package dev.orderly.events.kafka;

import java.util.Map;
import java.util.Set;

import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.support.SafeLog;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;

/**
 * Keeps in Kafka how far a source has sent its events to a topic, committed in the Kafka transaction of each batch: as a
 * record of a {@link PositionTopic}. No record in the topic of the events can change it, whoever wrote that record.
 *
 * <p>If there is no such topic, and the service may not create it, then as the offset of a consumer group that no consumer
 * uses. That takes longer, and Kafka forgets it if the source sends nothing for as long as
 * {@code offsets.retention.minutes}, 7 days by default. Whoever reads takes the higher of the two.
 *
 * <p>Used by one thread.
 */
final class SentPositions {

    private static final Logger log = SafeLog.of(SentPositions.class);

    private final Map<String, Object> consumerConfiguration;
    private final TopicPartition events;
    private final String group;
    private final PositionTopic topic;
    private boolean hasTopic;

    SentPositions(Map<String, Object> consumerConfiguration, String events, String group, PositionTopic topic) {
        this.consumerConfiguration = consumerConfiguration;
        this.events = new TopicPartition(events, 0);
        this.group = group;
        this.topic = topic;
    }

    /** Reads what is committed. Valid if the source's earlier senders are fenced. */
    EventSender.Opened read() {
        try (var consumer =
                new KafkaConsumer<>(consumerConfiguration, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            if (consumer.partitionsFor(events.topic()).isEmpty()) {
                throw new UnknownTopicOrPartitionException("The topic %s does not exist".formatted(events.topic()));
            }
            var obstacle = topic.obstacle();
            hasTopic = obstacle == null;
            if (obstacle != null) {
                log.info(
                        "The topic {} cannot be used ({}): each batch saves its position as the offset of the consumer group {}, which takes longer",
                        topic.name(),
                        obstacle,
                        group);
            }
            var record = hasTopic ? topic.last(consumer) : SentPosition.NONE;
            var offset = offset(consumer);
            return offset.position() > record.position()
                    ? opened(offset, "the offset of Kafka's consumer group " + group)
                    : opened(record, "Kafka's topic " + topic.name());
        }
    }

    /** Adds this to the producer's transaction. */
    void save(SentPosition sent, Producer<byte[], byte[]> producer) {
        if (hasTopic) {
            producer.send(topic.record(sent));
            return;
        }
        // Otherwise the offset can reach Kafka before the first record: Kafka refuses it, and the client retries after
        // 100 ms.
        producer.flush();
        producer.sendOffsetsToTransaction(
                Map.of(events, new OffsetAndMetadata(sent.position(), sent.ids())), new ConsumerGroupMetadata(group));
    }

    private SentPosition offset(Consumer<?, ?> consumer) {
        var saved = consumer.committed(Set.of(events)).get(events);
        if (saved == null) {
            return SentPosition.NONE;
        }
        try {
            return SentPosition.of(saved.offset(), saved.metadata());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Kafka's consumer group %s has an offset with the metadata \"%s\", which no forwarder writes: stop what else uses the group, and delete it"
                            .formatted(group, saved.metadata()),
                    e);
        }
    }

    private static EventSender.Opened opened(SentPosition sent, String savedIn) {
        return new EventSender.Opened(sent.position(), sent.event(), sent.lastResent(), savedIn);
    }
}
