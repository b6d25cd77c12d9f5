package dev.orderly.events.test.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.database.Databases;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.LocalStackException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

/** Containers with the same settings as the processes. Testcontainers removes them after this JVM has ended. */
final class ContainerServers implements Servers {

    static final String KAFKA = "apache/kafka:4.2.0";
    static final String POSTGRES = "postgres:18";

    /** Testcontainers removes containers with this image, unless that is disabled. */
    private static final String RYUK = "testcontainers/ryuk:0.14.0";

    private ContainerServers() {}

    /**
     * Connects to Docker and pulls the missing images. Does not start a container yet.
     *
     * @throws NoContainersException if Docker or one of the images is not available
     */
    static ContainerServers open() {
        if (!DockerSockets.answer()) {
            throw new NoContainersException("Docker is not available");
        }
        try {
            requirePortsOfThisMachine();
            pullMissing(KAFKA, POSTGRES);
            if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
                pullMissing(RYUK);
            }
            DockerClientFactory.instance().client();
            return new ContainerServers();
        } catch (NoContainersException e) {
            throw e;
        } catch (RuntimeException | IOException e) {
            throw new NoContainersException("Docker is available, but " + e.getMessage(), e);
        }
    }

    /** A test may put a proxy of its own in front of a server, so it must listen on 127.0.0.1. Within a container it does not. */
    private static void requirePortsOfThisMachine() throws IOException {
        var host = DockerClientFactory.instance().dockerHostIpAddress();
        if (!InetAddress.getByName(host).isLoopbackAddress()) {
            throw new NoContainersException("it publishes ports on %s instead of 127.0.0.1".formatted(host));
        }
    }

    /** Tries once. Without access to a registry, Testcontainers would retry for minutes. */
    private static void pullMissing(String... images) throws IOException {
        try (var docker = DockerClientProviderStrategy.getClientForConfig(
                DockerClientFactory.instance().getTransportConfig())) {
            for (var image : images) {
                var name = ImageNameSubstitutor.instance().apply(DockerImageName.parse(image));
                if (!isThere(docker, name)) {
                    pull(docker, name);
                }
            }
        }
    }

    private static boolean isThere(DockerClient docker, DockerImageName image) {
        try {
            docker.inspectImageCmd(image.asCanonicalNameString()).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static void pull(DockerClient docker, DockerImageName image) {
        System.out.println("Pulling " + image);
        try {
            docker.pullImageCmd(image.getUnversionedPart())
                    .withTag(image.getVersionPart())
                    .exec(new PullImageResultCallback())
                    .awaitCompletion();
        } catch (RuntimeException e) {
            throw new NoContainersException(
                    "cannot pull %s: %s"
                            .formatted(image, String.valueOf(e.getMessage()).strip()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoContainersException("interrupted while pulling %s".formatted(image), e);
        }
    }

    @Override
    public String bootstrapServers() {
        return Kafka.BROKER.getBootstrapServers();
    }

    @Override
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s"
                .formatted(
                        Postgres.SERVER.getHost(),
                        Postgres.SERVER.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                        database);
    }

    @Override
    public void createDatabase(String name, String password) {
        try (var connection = Postgres.SERVER.createConnection("")) {
            Databases.create(connection, name, password);
        } catch (SQLException e) {
            throw new LocalStackException("Cannot create the database %s".formatted(name), e);
        }
    }

    private static final class Kafka {

        static final KafkaContainer BROKER = start();

        private static KafkaContainer start() {
            var broker = new KafkaContainer(KAFKA)
                    .withEnv(environment(LocalKafka.SETTINGS))
                    .withEnv("KAFKA_HEAP_OPTS", "-Xms192m -Xmx192m")
                    .withStartupAttempts(3);
            broker.start();
            return broker;
        }

        /** The settings as environment variables of the image. */
        private static Map<String, String> environment(Map<String, String> settings) {
            return settings.entrySet().stream()
                    .collect(toMap(
                            setting -> "KAFKA_"
                                    + setting.getKey().replace('.', '_').toUpperCase(Locale.ROOT),
                            Map.Entry::getValue));
        }
    }

    private static final class Postgres {

        static final PostgreSQLContainer SERVER = start();

        private static PostgreSQLContainer start() {
            var server = new PostgreSQLContainer(POSTGRES)
                    .withDatabaseName("postgres")
                    .withUsername("postgres")
                    .withPassword(UUID.randomUUID().toString())
                    .withEnv("POSTGRES_INITDB_ARGS", "--encoding=UTF8 " + options(LocalPostgres.LOCALE))
                    .withCommand(command(LocalPostgres.SETTINGS));
            server.start();
            return server;
        }

        private static String options(Map<String, String> settings) {
            return settings.entrySet().stream().map(each -> "--" + each).collect(joining(" "));
        }

        /** Replaces the command of Testcontainers, which turns fsync off. */
        private static String[] command(Map<String, String> settings) {
            List<String> command = new ArrayList<>(List.of("postgres"));
            settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
            return command.toArray(String[]::new);
        }
    }
}
