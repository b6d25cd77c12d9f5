package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import dev.orderly.events.inbox.ConsumerLag;
import dev.orderly.events.support.SafeLog;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The lag of the whole consumer group: how far the committed records reach beyond the group's offsets. It asks the brokers
 * at most once in two seconds and waits at most a second for them. An offset counts for each record, those of Kafka's
 * transactions included, so a lag of some hundred is exact only to a few.
 */
final class KafkaConsumerLag implements ConsumerLag {

    private static final Logger log = SafeLog.of(KafkaConsumerLag.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CACHED = Duration.ofSeconds(2);

    private final Map<String, Object> adminConfiguration;
    private final String group;
    private final List<String> topics;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Admin admin;
    private Map<String, Long> last = Map.of();
    private long askedAt = System.nanoTime() - CACHED.toNanos();

    KafkaConsumerLag(Map<String, Object> adminConfiguration, String group, List<String> topics) {
        this.adminConfiguration = adminConfiguration;
        this.group = group;
        this.topics = topics;
    }

    @Override
    public Map<String, Long> byTopic() {
        lock.lock();
        try {
            if (System.nanoTime() - askedAt >= CACHED.toNanos()) {
                last = ask();
                askedAt = System.nanoTime();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Long> ask() {
        try {
            return lag(admin());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.debug("The lag of {} is unknown", group, e);
            // The next client starts from the bootstrap servers again.
            close();
        }
        return Map.of();
    }

    private Map<String, Long> lag(Admin open) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
        get(open.describeTopics(topics).allTopicNames())
                .forEach((topic, description) -> description.partitions().forEach(each -> {
                    partitions.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest());
                }));
        var ends = get(open.listOffsets(partitions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all());
        var offsets = get(open.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<String, Long> lag = new HashMap<>();
        topics.forEach(topic -> lag.put(topic, 0L));
        ends.forEach((partition, end) -> {
            var committed = offsets.get(partition);
            var missing = end.offset() - (committed == null ? 0 : committed.offset());
            lag.merge(partition.topic(), Math.max(0, missing), Long::sum);
        });
        return lag;
    }

    private static <T> T get(KafkaFuture<T> answer) throws ExecutionException, InterruptedException, TimeoutException {
        return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Created only when it is needed: during an outage the broker's name may not even resolve. */
    private Admin admin() {
        var open = admin;
        if (open == null) {
            open = Admin.create(adminConfiguration);
            admin = open;
        }
        return open;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            var closing = admin;
            admin = null;
            if (closing != null) {
                closing.close(Duration.ZERO);
            }
        } finally {
            lock.unlock();
        }
    }
}
