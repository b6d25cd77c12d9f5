package dev.orderly.testsupport;

import java.util.function.Supplier;

import dev.orderly.localstack.process.LocalStackException;
import org.jspecify.annotations.Nullable;

/**
 * What the tests of this JVM run on: containers where Docker can be had, processes of this machine where it cannot, and
 * what {@code -Dorderly.test.servers} says ({@code containers} or {@code processes}) in any case. Chosen once, when the
 * first test asks, and said once.
 */
final class ServerMode {

    private static final String PROPERTY = "orderly.test.servers";

    private final @Nullable String wanted;
    private final ProcessServers processes;
    private final Supplier<? extends Servers> containers;
    private @Nullable Servers chosen;

    ServerMode(@Nullable String wanted, ProcessServers processes, Supplier<? extends Servers> containers) {
        this.wanted = wanted;
        this.processes = processes;
        this.containers = containers;
    }

    static ServerMode ofThisRun(ProcessServers processes) {
        return new ServerMode(System.getProperty(PROPERTY), processes, ContainerServers::open);
    }

    /** @throws LocalStackException when containers are wanted and cannot be had, or what is wanted is neither */
    synchronized Servers get() {
        var parts = chosen;
        if (parts == null) {
            parts = choose();
            chosen = parts;
        }
        return parts;
    }

    private Servers choose() {
        return switch (wanted == null ? "auto" : wanted) {
            case "auto" -> containersIfPossible();
            case "containers" -> containersOrFailure();
            case "processes" -> processes("-D%s=processes".formatted(PROPERTY));
            default ->
                throw new LocalStackException(
                        "%s is containers, processes or auto, not '%s'".formatted(PROPERTY, wanted));
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
        var parts = containers.get();
        say("Tests run on containers: %s, %s".formatted(ContainerServers.KAFKA, ContainerServers.POSTGRES));
        return parts;
    }

    private Servers processes(@Nullable String reason) {
        say("Tests run on processes of this machine: " + reason);
        return processes;
    }

    /** Past the log, whose level is a test's own. */
    private static void say(String line) {
        System.out.println(line);
    }
}
