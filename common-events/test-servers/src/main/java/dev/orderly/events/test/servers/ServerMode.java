package dev.orderly.events.test.servers;

import java.util.List;
import java.util.function.Supplier;

import dev.orderly.localstack.process.LocalStackException;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what the tests of this JVM run on: containers if Docker is available, otherwise processes of this machine.
 * {@code -Dorderly.test.servers=containers} or {@code =processes} overrides that. Chooses and prints the choice once, on
 * first use.
 */
final class ServerMode {

    private static final String PROPERTY = "orderly.test.servers";

    static final ServerMode OF_THIS_RUN =
            new ServerMode(System.getProperty(PROPERTY), new ProcessServers(), ServerMode::openContainers);

    private static final List<String> TESTCONTAINERS =
            List.of("org.testcontainers.kafka.KafkaContainer", "org.testcontainers.postgresql.PostgreSQLContainer");

    private final @Nullable String requested;
    private final ProcessServers processes;
    private final Supplier<? extends Servers> containers;
    private @Nullable Servers chosen;

    ServerMode(@Nullable String requested, ProcessServers processes, Supplier<? extends Servers> containers) {
        this.requested = requested;
        this.processes = processes;
        this.containers = containers;
    }

    /** @throws LocalStackException if containers are requested but not available, or the property has an unknown value */
    synchronized Servers get() {
        var servers = chosen;
        if (servers == null) {
            servers = choose();
            chosen = servers;
        }
        return servers;
    }

    ProcessServers processes() {
        return processes;
    }

    private static Servers openContainers() {
        try {
            for (var each : TESTCONTAINERS) {
                Class.forName(each, false, ServerMode.class.getClassLoader());
            }
        } catch (ClassNotFoundException e) {
            throw new NoContainersException(
                    "testcontainers-kafka and testcontainers-postgresql are not on the class path", e);
        }
        return ContainerServers.open();
    }

    private Servers choose() {
        return switch (requested == null ? "auto" : requested) {
            case "auto" -> containersIfPossible();
            case "containers" -> containersOrFailure();
            case "processes" -> processes("-D%s=processes".formatted(PROPERTY));
            default ->
                throw new LocalStackException(
                        "-D%s must be containers, processes or auto, not '%s'".formatted(PROPERTY, requested));
        };
    }

    private Servers containersIfPossible() {
        try {
            return containers();
        } catch (NoContainersException e) {
            return processes(e.getMessage());
        }
    }

    private Servers containersOrFailure() {
        try {
            return containers();
        } catch (NoContainersException e) {
            throw new LocalStackException("-D%s=containers, but %s".formatted(PROPERTY, e.getMessage()), e);
        }
    }

    private Servers containers() {
        var servers = containers.get();
        say("Tests run on containers: %s, %s".formatted(ContainerServers.KAFKA, ContainerServers.POSTGRES));
        return servers;
    }

    private Servers processes(@Nullable String reason) {
        say("Tests run on processes of this machine: " + reason);
        return processes;
    }

    /** To standard output, because each test configures its own log level. */
    private static void say(String line) {
        System.out.println(line);
    }
}
