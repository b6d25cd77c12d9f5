package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

import dev.orderly.events.support.SafeLog;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The topic in which a source saves how far it has sent. It has one partition, a key for each topic that the source
 * has sent to, is compacted, and belongs to this source alone, so an open transaction of another source hides nothing in it.
 */
final class PositionTopic {

    private static final Logger log = SafeLog.of(PositionTopic.class);

    /** A day of small batches is a few hundred megabytes: compacted in small pieces, they need a hundred at most. */
    private static final Map<String, String> CONFIGURATION = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
            TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(50 * 1024 * 1024),
            TopicConfig.DELETE_RETENTION_MS_CONFIG,
                    String.valueOf(Duration.ofMinutes(10).toMillis()));

    /** A transaction writes a record and a marker. Aborted ones may follow the last that was committed. */
    private static final int FIRST_LOOK_BACK = 16;

    private static final int FURTHER = 16;
    private static final Set<AclOperation> NEEDED = Set.of(AclOperation.READ, AclOperation.WRITE);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Map<String, Object> senderConfiguration;
    private final Map<String, Object> adminConfiguration;
    private final TopicPartition partition;
    private final byte[] key;
    private final boolean mayCreate;
    private final short replicationFactor;
    private final Duration timeout;

    /**
     * Connects to nothing yet.
     *
     * @param senderConfiguration whose rights to the topic count
     * @param adminConfiguration  who creates it
     */
    PositionTopic(
            Map<String, Object> senderConfiguration,
            Map<String, Object> adminConfiguration,
            String name,
            String events,
            boolean mayCreate,
            short replicationFactor,
            Duration timeout) {
        this.senderConfiguration = senderConfiguration;
        this.adminConfiguration = adminConfiguration;
        this.partition = new TopicPartition(name, 0);
        this.key = events.getBytes(UTF_8);
        this.mayCreate = mayCreate;
        this.replicationFactor = replicationFactor;
        this.timeout = timeout;
    }

    String name() {
        return partition.topic();
    }

    /** Why positions cannot be saved in the topic, or null if they can. Creates it if the service may do so. */
    @Nullable
    String obstacle() {
        try {
            var operations = operations();
            if (operations.isPresent()) {
                return operations.get().containsAll(NEEDED) ? null : "the service may not read and write it";
            }
            if (!mayCreate) {
                return "it does not exist";
            }
            create();
            return null;
        } catch (ExecutionException e) {
            var cause = e.getCause();
            // A missing right is an invalid configuration, too.
            if (cause instanceof InvalidConfigurationException || cause instanceof PolicyViolationException) {
                return String.valueOf(cause.getMessage());
            }
            throw new KafkaException("Cannot find out whether the topic %s exists".formatted(name()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted before the topic %s was found".formatted(name()), e);
        }
    }

    /** What the service may do with the topic, if it exists. */
    private Optional<Set<AclOperation>> operations() throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(senderConfiguration)) {
            var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
            var described = admin.describeTopics(List.of(name()), options)
                    .allTopicNames()
                    .get();
            return described.values().stream().findFirst().map(TopicDescription::authorizedOperations);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void create() throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(adminConfiguration)) {
            admin.createTopics(List.of(new NewTopic(name(), 1, replicationFactor).configs(CONFIGURATION)))
                    .all()
                    .get();
            log.info("Created the topic {}", name());
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /** Saves this, if it is sent in the transaction of the batch. */
    ProducerRecord<byte[], byte[]> record(SentPosition sent) {
        var value = sent.position() + " " + sent.ids();
        return new ProducerRecord<>(partition.topic(), partition.partition(), key, value.getBytes(UTF_8));
    }

    /** The last position that was committed. */
    SentPosition last(Consumer<byte[], byte[]> consumer) {
        consumer.assign(Set.of(partition));
        long begin = consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        for (long back = FIRST_LOOK_BACK; ; back *= FURTHER) {
            var from = Math.max(begin, end - back);
            var last = lastBetween(from, end, consumer);
            if (last != null) {
                return parse(last);
            }
            if (from == begin) {
                return SentPosition.NONE;
            }
        }
    }

    private byte @Nullable [] lastBetween(long from, long end, Consumer<byte[], byte[]> consumer) {
        byte[] last = null;
        consumer.seek(partition, from);
        var deadline = System.nanoTime() + timeout.toNanos();
        while (consumer.position(partition) < end) {
            for (var each : consumer.poll(POLL)) {
                if (each.offset() < end && Arrays.equals(each.key(), key)) {
                    last = each.value();
                }
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException(
                        "The end of the topic %s could not be read within %s".formatted(name(), timeout));
            }
        }
        return last;
    }

    private SentPosition parse(byte[] saved) {
        var text = new String(saved, UTF_8);
        try {
            var space = text.indexOf(' ');
            return SentPosition.of(Long.parseLong(text.substring(0, Math.max(0, space))), text.substring(space + 1));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "Kafka's topic %s ends with the record \"%s\", which no forwarder writes: stop what else writes to the topic, and delete it"
                            .formatted(name(), text),
                    e);
        }
    }
}
