package dev.orderly.testsupport;

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

/** Containers, with the settings that the processes have. Testcontainers removes them when this JVM has ended. */
final class ContainerServers implements Servers {

    static final String KAFKA = "apache/kafka:4.2.0";
    static final String POSTGRES = "postgres:18";

    /** What Testcontainers removes containers with, unless it is told not to. */
    private static final String RYUK = "testcontainers/ryuk:0.14.0";

    private ContainerServers() {}

    /**
     * Finds Docker and the images, and pulls those that are missing. Starts nothing yet.
     *
     * @throws NoContainersException when one of them is not to be had
     */
    static ContainerServers open() {
        if (!DockerSockets.answer()) {
            throw new NoContainersException("no Docker here");
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
            throw new NoContainersException("Docker is here, but " + e.getMessage(), e);
        }
    }

    /** They are not when this machine is itself a container; and tests put a {@link LoopbackProxy} before a part. */
    private static void requirePortsOfThisMachine() throws IOException {
        var host = DockerClientFactory.instance().dockerHostIpAddress();
        if (!InetAddress.getByName(host).isLoopbackAddress()) {
            throw new NoContainersException("Docker publishes ports at %s and not at 127.0.0.1".formatted(host));
        }
    }

    /** Tries once: Testcontainers would try for minutes where no registry can be reached. */
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
                    "Docker has no %s: %s"
                            .formatted(image, String.valueOf(e.getMessage()).strip()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoContainersException("Docker has no %s yet".formatted(image), e);
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
            throw new LocalStackException("The database %s cannot be made".formatted(name), e);
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

        /** The image's way to name a setting. */
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

        /** In place of the one of Testcontainers, which turns fsync off. */
        private static String[] command(Map<String, String> settings) {
            List<String> command = new ArrayList<>(List.of("postgres"));
            settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
            return command.toArray(String[]::new);
        }
    }
}
