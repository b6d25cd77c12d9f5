package dev.orderly.lab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.rung.Rung.Broker;
import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.ManagedProcess;
import org.apache.activemq.artemis.utils.VersionLoader;
import org.apache.kafka.common.utils.AppInfoParser;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The servers that all rungs share: the database server and the brokers, each a process of its own, and the outside service. */
final class LabServers implements AutoCloseable {

    private static final String PASSWORD = "lab";

    /** For what an event costs, for the time of each commit, and for global transactions. */
    private static final Map<String, String> SETTINGS = Map.of(
            "shared_preload_libraries", "pg_stat_statements",
            "pg_stat_statements.max", "10000",
            "wal_level", "logical",
            "track_commit_timestamp", "on",
            "max_prepared_transactions", "100");

    private final Path directory = Directories.temporary("guarantee-lab");
    private final LocalPostgres postgres =
            LocalPostgres.onFreePort(directory.resolve("postgres")).with(SETTINGS);
    private final LocalKafka kafka = LocalKafka.onFreePort(directory.resolve("kafka"));
    private final LocalRabbit rabbit = LocalRabbit.onFreePort(directory.resolve("rabbitmq"));
    private final ArtemisBroker artemis = new ArtemisBroker(directory.resolve("artemis"), Rung.XA.topic());
    private final OutsideService outsideService = new OutsideService();
    private final Set<Broker> running = EnumSet.noneOf(Broker.class);

    /**
     * Starts the database server and the brokers that these rungs need.
     *
     * @throws dev.orderly.localstack.process.LocalStackException if one of them does not start, or RabbitMQ is needed and not installed
     */
    void startFor(List<Rung> rungs) {
        postgres.start();
        client(superuser("postgres"))
                .sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
                .update();
        rungs.stream().map(Rung::broker).filter(Objects::nonNull).forEach(running::add);
        running.forEach(each -> broker(each).start());
    }

    /** The broker, whether it runs or not. */
    ManagedProcess broker(Broker broker) {
        return switch (broker) {
            case KAFKA -> kafka;
            case RABBITMQ -> rabbit;
            case ARTEMIS -> artemis;
        };
    }

    LocalKafka kafka() {
        return kafka;
    }

    LocalRabbit rabbit() {
        return rabbit;
    }

    ArtemisBroker artemis() {
        return artemis;
    }

    OutsideService outsideService() {
        return outsideService;
    }

    /** Where the processes of this rung keep their files. */
    Path directory(Rung rung) {
        return directory.resolve(rung.name());
    }

    /** The log file of this rung's processes. */
    Path log(Rung rung) {
        return directory.resolve(rung + ".log");
    }

    /** Creates a database with the lab's tables, all empty. */
    Database database(String name) {
        postgres.createDatabase(name, PASSWORD);
        var database = new Database(postgres.jdbcUrl(name), name, PASSWORD);
        new ResourceDatabasePopulator(new ClassPathResource("dev/orderly/lab/schema.sql"))
                .execute(dataSource(database));
        return database;
    }

    /** The same database for the server's superuser. */
    Database superuser(String name) {
        return new Database(postgres.jdbcUrl(name), "postgres", postgres.superuserPassword());
    }

    /** The name and the version of each server that the rung uses. */
    List<String> versions(Rung rung) {
        List<String> versions = new ArrayList<>();
        versions.add("PostgreSQL "
                + client(superuser("postgres"))
                        .sql("SHOW server_version")
                        .query(String.class)
                        .single());
        var broker = rung.broker();
        if (broker != null) {
            versions.add(
                    switch (broker) {
                        case KAFKA -> "Kafka " + AppInfoParser.getVersion();
                        case RABBITMQ -> "RabbitMQ " + DeliveryReplay.versionOf(rabbit.port());
                        case ARTEMIS -> "Artemis " + VersionLoader.getVersion().getFullVersion();
                    });
        }
        return versions;
    }

    static JdbcClient client(Database database) {
        return JdbcClient.create(dataSource(database));
    }

    private static DriverManagerDataSource dataSource(Database database) {
        return new DriverManagerDataSource(database.url(), database.username(), database.password());
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        outsideService.close();
        artemis.close();
        rabbit.close();
        kafka.close();
        postgres.close();
    }

    /** The database of one side of a rung. */
    record Database(String url, String username, String password) {}
}
