package dev.orderly.benchmarks.consuming;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import dev.orderly.benchmarks.contender.ContenderKind;
import dev.orderly.events.EventContext;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.message.Message;
import dev.orderly.events.type.EventJson;
import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.OrphanReaper;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import static java.util.Objects.requireNonNull;

/**
 * Measures how fast a topic of 100,000 events is consumed with the inbox, compared with the same handler without it, or by
 * the named contenders, compared with the first: {@code [KIND...]}. They take turns on the same servers, and each is checked
 * to have handled every event.
 */
public final class ConsumingBenchmark implements AutoCloseable {

    private static final int EVENTS = 100_000;
    private static final int PARTITIONS = 6;
    private static final String PASSWORD = "benchmark";
    private static final int ROUNDS = 3;
    private static final int WARM_UPS = 1;

    private final Path directory = Directories.temporary("consuming");
    private final LocalPostgres postgres = LocalPostgres.onFreePort(directory.resolve("postgres"));
    private final LocalKafka kafka = LocalKafka.onFreePort(directory.resolve("kafka"));
    private final Map<ConsumerKind, Process> contenders = new EnumMap<>(ConsumerKind.class);
    private final List<ConsumerKind> kinds;

    private ConsumingBenchmark(List<ConsumerKind> kinds) {
        this.kinds = kinds;
    }

    public static void main(String... arguments) {
        var named = Stream.of(arguments).map(ConsumerKind::valueOf).toList();
        try (var benchmark =
                new ConsumingBenchmark(named.isEmpty() ? List.of(ConsumerKind.PLAIN, ConsumerKind.INBOX) : named)) {
            benchmark.run();
        }
        System.exit(0);
    }

    private void run() {
        postgres.start();
        kafka.start();
        var topics = kinds.stream().map(ConsumerKind::topic).distinct().toList();
        create(topics);
        topics.forEach(this::fill);
        Map<ConsumerKind, List<Round>> measured = new EnumMap<>(ConsumerKind.class);
        for (int number = -WARM_UPS; number < ROUNDS; number++) {
            for (var kind : kinds) {
                checkpoint();
                var round = consume(kind);
                System.out.println(round.describe(kind));
                if (number >= 0) {
                    measured.computeIfAbsent(kind, each -> new ArrayList<>()).add(round);
                }
            }
        }
        System.out.println(table(measured));
    }

    private void create(List<String> topics) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(topics.stream()
                            .map(each -> new NewTopic(each, PARTITIONS, (short) 1))
                            .toList())
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create the topics " + topics, e);
        }
    }

    private void fill(String topic) {
        var json = new EventJson();
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (long number = 1; number <= EVENTS; number++) {
                producer.send(record(number, topic, json));
            }
        }
    }

    private static ProducerRecord<byte[], byte[]> record(long number, String topic, EventJson json) {
        var event = OrderRead.of(number);
        var now = Instant.now();
        var id = idOf(now, number);
        var context = topic.equals(ConsumerKind.WITH_CONTEXT.topic())
                ? EventContext.EMPTY.withCorrelationId(id.toString()).withTenant("acme")
                : EventContext.EMPTY;
        var metadata = new EventMetadata(
                id, OrderRead.TYPE, "/benchmark", event.aggregateId(), now, number, null, context, false);
        var message = CloudEventEncoder.encode(metadata, "application/json", json.write(event), topic);
        return new ProducerRecord<>(topic, null, message.key(), message.payload(), headers(message));
    }

    /** A UUIDv7, as the store gives them. */
    private static UUID idOf(Instant time, long number) {
        return new UUID(time.toEpochMilli() << 16 | 0x7000, 0x8000000000000000L | number);
    }

    private static List<Header> headers(Message message) {
        return message.headers().stream()
                .<Header>map(each -> new RecordHeader(each.name(), each.value()))
                .toList();
    }

    private Round consume(ConsumerKind kind) {
        var process = contenders.computeIfAbsent(kind, this::startProcess);
        try {
            process.outputWriter(StandardCharsets.UTF_8).append("round\n").flush();
            var lines = process.inputReader(StandardCharsets.UTF_8);
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ConsumerProcess.DONE)) {
                    var figures = line.split(" ");
                    return new Round(Long.parseLong(figures[1]), Long.parseLong(figures[2]));
                }
            }
            throw new IllegalStateException(kind + " has ended");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process startProcess(ConsumerKind kind) {
        var database = kind.name().toLowerCase(Locale.ROOT);
        postgres.createDatabase(database, PASSWORD);
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
                "-cp",
                ContenderKind.ORDERLY.classPath(),
                ConsumerProcess.class.getName(),
                kind.name(),
                postgres.jdbcUrl(database),
                database,
                PASSWORD,
                kafka.bootstrapServers(),
                kind.topic(),
                String.valueOf(EVENTS));
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            OrphanReaper.guard(process.toHandle());
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start " + kind, e);
        }
    }

    /** So that no round pays for what an earlier one has written. */
    private void checkpoint() {
        try (var connection = DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), "postgres", postgres.superuserPassword());
                var statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        } catch (SQLException e) {
            throw new IllegalStateException("The database refuses a checkpoint", e);
        }
    }

    private String table(Map<ConsumerKind, List<Round>> measured) {
        var table = new StringBuilder(
                "| | events/s, median | of the first | processor time of the JVM per event |\n|---|---|---|---|\n");
        var first = medianPerSecond(requireNonNull(measured.get(kinds.get(0))));
        kinds.forEach(kind -> {
            var rounds = requireNonNull(measured.get(kind));
            var perSecond = medianPerSecond(rounds);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.0f %% | %.1f µs |%n",
                    kind.label(),
                    perSecond,
                    100 * perSecond / first,
                    median(rounds.stream().map(Round::processorMicros).toList())));
        });
        return table.toString();
    }

    private static double medianPerSecond(List<Round> rounds) {
        return median(rounds.stream().map(Round::perSecond).toList());
    }

    private static double median(List<Double> figures) {
        var sorted = figures.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    @Override
    public void close() {
        contenders.values().forEach(each -> each.destroyForcibly().onExit().join());
        kafka.close();
        postgres.close();
    }

    private record Round(long nanos, long processorNanos) {

        double perSecond() {
            return EVENTS / (nanos / 1e9);
        }

        double processorMicros() {
            return processorNanos / 1e3 / EVENTS;
        }

        String describe(ConsumerKind kind) {
            return String.format(
                    Locale.ROOT,
                    "%-32s %,9.0f/s  JVM %5.1f µs per event",
                    kind.label(),
                    perSecond(),
                    processorMicros());
        }
    }
}
