package dev.orderly.benchmarks.race;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.orderly.benchmarks.contender.Writers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a contender sends from now on, with {@code read_committed}. Used by one thread. */
final class TopicReader implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final Duration STABLE = Duration.ofMillis(300);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(3);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    private final long begin;

    TopicReader(BenchmarkServers servers, String topic) {
        this.admin = servers.admin();
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "fetch.max.bytes",
                        64 * 1024 * 1024,
                        "max.partition.fetch.bytes",
                        8 * 1024 * 1024,
                        "max.poll.records",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(each -> new TopicPartition(topic, each.partition()))
                .toList();
        partitions.forEach(each -> latest.put(each, OffsetSpec.latest()));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        this.begin = partitions.stream().mapToLong(consumer::position).sum();
    }

    /**
     * Waits, without reading, until the topic has this many more records and gets no more.
     *
     * @return when its last stable offset moved last, as {@link System#nanoTime()}
     */
    long awaitLast(int events) {
        var start = System.nanoTime();
        var deadline = start + TIMEOUT.toNanos();
        long end = begin;
        var moved = start;
        while (System.nanoTime() < deadline) {
            var now = lastStableOffsets();
            if (now != end) {
                end = now;
                moved = System.nanoTime();
            } else if (end - begin >= events && System.nanoTime() - moved > STABLE.toNanos()) {
                return moved;
            }
            pause(events, end - begin, System.nanoTime() - start);
        }
        throw new IllegalStateException(
                "After %s there are %,d of %,d records".formatted(TIMEOUT, end - begin, events));
    }

    /** Reads until all deliveries are there. */
    void readAll(RoundDeliveries deliveries) {
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!deliveries.isComplete()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Within %s there came %s".formatted(TIMEOUT, deliveries));
            }
            var records = consumer.poll(POLL);
            var arrived = Writers.now();
            records.forEach(each -> deliveries.add(each.key(), each.value(), arrived));
        }
    }

    private long lastStableOffsets() {
        try {
            return admin
                    .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(each -> each.offset())
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException("Kafka does not say how long the topic is", e);
        }
    }

    /** Each question costs the broker time that a contender could use: few at first, more and more towards the end. */
    private static void pause(int events, long done, long nanos) {
        var left = done == 0 ? LONGEST_PAUSE.toNanos() : Math.max(0, events - done) * nanos / done / 4;
        LockSupport.parkNanos(Math.max(SHORTEST_PAUSE.toNanos(), Math.min(left, LONGEST_PAUSE.toNanos())));
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ofMillis(TimeUnit.SECONDS.toMillis(5)));
    }
}
