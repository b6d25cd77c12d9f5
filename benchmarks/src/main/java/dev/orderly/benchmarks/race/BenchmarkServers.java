package dev.orderly.benchmarks.race;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.benchmarks.contender.ContenderSetup;
import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.installed.InstalledPostgres;
import dev.orderly.localstack.process.Directories;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * The broker and the database server that all contenders share, each a process of its own. Only {@link Discipline#JIT} has
 * another database server, which can compile plans.
 */
final class BenchmarkServers implements AutoCloseable {

    /** What differs from {@link LocalPostgres#SETTINGS}: for everybody, whether he reads the log or not. */
    static final Map<String, String> DATABASE_SETTINGS =
            Map.of("wal_level", "logical", "max_wal_size", "8GB", "wal_sender_timeout", "0", "max_connections", "500");

    /** The partitions of each topic. */
    static final int PARTITIONS = 6;

    /** Of each partition: a round is read at once, and 50 million events of an earlier one need not fill the disk. */
    private static final Map<String, String> TOPIC_SETTINGS = Map.of(
            TopicConfig.RETENTION_BYTES_CONFIG, String.valueOf(1L << 30),
            TopicConfig.SEGMENT_BYTES_CONFIG, String.valueOf(256 << 20));

    /** In {@link Circumstance#COMPRESSED}. */
    private static final String COMPRESSION = "lz4";

    private static final String SUPERUSER = "postgres";
    private static final String PASSWORD = "benchmark";

    private final Path directory = Directories.temporary("benchmarks");
    private final LocalPostgres postgres =
            LocalPostgres.onFreePort(directory.resolve("postgres")).with(DATABASE_SETTINGS);
    private final LocalKafka kafka = broker(directory.resolve("kafka"));
    private @Nullable JitServer withJit;

    /** A broker in the JVM that its own start script makes. */
    static LocalKafka broker(Path directory) {
        return LocalKafka.onFreePort(directory).in("-Xms1g", "-Xmx1g", "-XX:+UseG1GC");
    }

    void start() {
        postgres.start();
        kafka.start();
    }

    /** Creates a database and a topic for the contender. */
    ContenderSetup prepare(Entrant entrant) {
        var name = entrant.name();
        var topic = name.replace('_', '-');
        createTopic(topic);
        var compression = entrant.circumstance() == Circumstance.COMPRESSED ? COMPRESSION : "none";
        if (entrant.circumstance().isOfJit()) {
            return new ContenderSetup(
                    serverWithJit().createDatabase(name, entrant.circumstance()),
                    InstalledPostgres.USERNAME,
                    InstalledPostgres.PASSWORD,
                    kafka.bootstrapServers(),
                    topic,
                    compression);
        }
        postgres.createDatabase(name, PASSWORD);
        execute("ALTER ROLE %s REPLICATION".formatted(name));
        execute("GRANT pg_read_all_stats TO %s".formatted(name));
        return new ContenderSetup(postgres.jdbcUrl(name), name, PASSWORD, kafka.bootstrapServers(), topic, compression);
    }

    private void createTopic(String topic) {
        try (var admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1).configs(TOPIC_SETTINGS)))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create the topic " + topic, e);
        }
    }

    private JitServer serverWithJit() {
        var server = withJit == null ? new JitServer() : withJit;
        withJit = server;
        return server;
    }

    /** So that no round pays for what an earlier one has written. */
    void checkpoint() {
        execute("CHECKPOINT");
        if (withJit != null) {
            withJit.checkpoint();
        }
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    /** A file or directory of this run, deleted after it. */
    Path file(String name) {
        return directory.resolve(name);
    }

    long brokerPid() {
        return kafka.pid();
    }

    /** Processor time so far of the servers and of a contender. */
    ProcessorTime processorTime(ContenderUnderTest contender) {
        var isOfJit = contender.entrant().circumstance().isOfJit();
        return ProcessorTime.used(isOfJit ? serverWithJit().pid() : postgres.pid(), kafka.pid(), contender.pid());
    }

    /** The same, before the contender's process is started. */
    ProcessorTime processorTime() {
        return ProcessorTime.used(postgres.pid(), kafka.pid());
    }

    private void execute(String statement) {
        try (var connection = DriverManager.getConnection(
                        postgres.jdbcUrl(SUPERUSER), SUPERUSER, postgres.superuserPassword());
                var executing = connection.createStatement()) {
            executing.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("The database refuses: " + statement, e);
        }
    }

    @Override
    public void close() {
        kafka.close();
        postgres.close();
        if (withJit != null) {
            withJit.close();
        }
    }
}
