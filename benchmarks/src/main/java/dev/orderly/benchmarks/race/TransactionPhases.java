package dev.orderly.benchmarks.race;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.process.Directories;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;

/** Measures what the phases of a Kafka transaction take, with and without pauses and a position, and prints a table. */
public final class TransactionPhases implements AutoCloseable {

    private static final String TOPIC = "phases";
    private static final String POSITIONS = "positions";
    private static final int PARTITIONS = 6;
    private static final int TRANSACTIONS = 250;
    private static final Duration PAUSE = Duration.ofMillis(6);

    private final LocalKafka kafka =
            BenchmarkServers.broker(Directories.temporary("transaction-phases").resolve("kafka"));
    private final Map<Long, Long> arrivals = new ConcurrentHashMap<>();
    private volatile boolean shouldRead = true;
    private volatile boolean busy;
    private long next;

    private TransactionPhases() {
        kafka.start();
    }

    public static void main(String... arguments) throws Exception {
        try (var phases = new TransactionPhases()) {
            phases.run();
        }
        System.exit(0);
    }

    private void run() throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(
                            List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1), new NewTopic(POSITIONS, 1, (short) 1)))
                    .all()
                    .get();
        }
        var reading = new Thread(this::read);
        reading.start();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            var worker = new Thread(this::work);
            worker.setDaemon(true);
            worker.start();
        }
        try (var producer = producer()) {
            producer.initTransactions();
            var setups = List.of(
                    new Setup("no position, the next one follows at once", Duration.ZERO, Position.NONE, false),
                    new Setup("no position, 6 ms later", PAUSE, Position.NONE, false),
                    new Setup("position as a record, 6 ms later", PAUSE, Position.RECORD, false),
                    new Setup("position as an offset, 6 ms later", PAUSE, Position.OFFSET, false),
                    new Setup("a record, while every processor is busy", PAUSE, Position.RECORD, true),
                    new Setup("an offset, while every processor is busy", PAUSE, Position.OFFSET, true));
            setups.forEach(each -> measure(producer, each));
            System.out.println(
                    "| | records written | position committed | transaction ended | a consumer has them | broker's processor time |");
            System.out.println("|---|---|---|---|---|---|");
            setups.forEach(each -> System.out.println(measure(producer, each)));
        }
        shouldRead = false;
        reading.join();
    }

    /** Milliseconds of each phase: the median and the 90th percentile. */
    private String measure(KafkaProducer<byte[], Long> producer, Setup setup) {
        var flush = new double[TRANSACTIONS];
        var offsets = new double[TRANSACTIONS];
        var end = new double[TRANSACTIONS];
        var began = new long[TRANSACTIONS];
        var first = next;
        busy = setup.isBusy();
        var processorTime = processorTime();
        for (int i = 0; i < TRANSACTIONS; i++) {
            began[i] = System.nanoTime();
            producer.beginTransaction();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                producer.send(new ProducerRecord<>(TOPIC, partition, null, next));
            }
            next++;
            if (setup.position() == Position.RECORD) {
                producer.send(new ProducerRecord<>(POSITIONS, 0, null, next));
            }
            producer.flush();
            var flushed = System.nanoTime();
            if (setup.position() == Position.OFFSET) {
                producer.sendOffsetsToTransaction(
                        Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(next)),
                        new ConsumerGroupMetadata("phases"));
            }
            var committed = System.nanoTime();
            producer.commitTransaction();
            flush[i] = millis(flushed - began[i]);
            offsets[i] = millis(committed - flushed);
            end[i] = millis(System.nanoTime() - committed);
            LockSupport.parkNanos(setup.pause().toNanos());
        }
        var used = processorTime().minus(processorTime);
        busy = false;
        var consumed = new double[TRANSACTIONS];
        Arrays.setAll(consumed, index -> millis(arrival(first + index) - began[index]));
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %.1f ms |",
                setup.label(),
                text(flush),
                setup.position() == Position.OFFSET ? text(offsets) : "",
                text(end),
                text(consumed),
                millis(used.toNanos()) / TRANSACTIONS);
    }

    private long arrival(long number) {
        var arrived = arrivals.get(number);
        while (arrived == null) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            arrived = arrivals.get(number);
        }
        return arrived;
    }

    /** Like a request of the service: a few milliseconds of work, then a wait. */
    private void work() {
        while (shouldRead) {
            var end = System.nanoTime() + Duration.ofMillis(3).toNanos();
            while (busy && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    /** Of the six records of a transaction, the last counts. */
    private void read() {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new LongDeserializer())) {
            var partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(each -> new TopicPartition(TOPIC, each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (shouldRead) {
                var records = consumer.poll(Duration.ofMillis(100));
                var now = System.nanoTime();
                records.forEach(each -> arrivals.put(each.value(), now));
            }
        }
    }

    private KafkaProducer<byte[], Long> producer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("transactional.id", "phases");
        settings.put("linger.ms", 1_000);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new LongSerializer());
    }

    private Duration processorTime() {
        return ProcessHandle.of(kafka.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO);
    }

    private static String text(double[] millis) {
        Arrays.sort(millis);
        return String.format(Locale.ROOT, "%.1f, %.1f ms", millis[millis.length / 2], millis[millis.length * 9 / 10]);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    @Override
    public void close() {
        kafka.close();
    }

    private record Setup(String label, Duration pause, Position position, boolean isBusy) {}

    /** How a transaction saves how far its sender has sent. */
    private enum Position {
        NONE,
        RECORD,
        OFFSET
    }
}
