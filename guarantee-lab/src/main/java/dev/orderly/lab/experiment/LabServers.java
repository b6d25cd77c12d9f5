package dev.orderly.lab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.rung.Rung.Broker;
import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Directories;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The servers that all rungs share: the database server and the brokers, each a process of its own, and the outside service. */
final class LabServers implements AutoCloseable {

    private static final String PASSWORD = "lab";

    private final Path directory = Directories.temporary("guarantee-lab");
    private final LocalPostgres postgres = LocalPostgres.onFreePort(directory.resolve("postgres"));
    private final LocalKafka kafka = LocalKafka.onFreePort(directory.resolve("kafka"));
    private final LocalRabbit rabbit = LocalRabbit.onFreePort(directory.resolve("rabbitmq"));
    private final OutsideService outsideService = new OutsideService();

    /**
     * Starts the database server and the brokers that these rungs need.
     *
     * @throws dev.orderly.localstack.process.LocalStackException if one of them does not start, or RabbitMQ is needed and not installed
     */
    void startFor(List<Rung> rungs) {
        postgres.start();
        if (rungs.stream().anyMatch(each -> each.broker() == Broker.KAFKA)) {
            kafka.start();
        }
        if (rungs.stream().anyMatch(each -> each.broker() == Broker.RABBITMQ)) {
            rabbit.start();
        }
    }

    LocalKafka kafka() {
        return kafka;
    }

    LocalRabbit rabbit() {
        return rabbit;
    }

    OutsideService outsideService() {
        return outsideService;
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
        rabbit.close();
        kafka.close();
        postgres.close();
    }

    /** The database of one side of a rung. */
    record Database(String url, String username, String password) {}
}
