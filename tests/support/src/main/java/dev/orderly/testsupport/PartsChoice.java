package dev.orderly.testsupport;

import java.util.function.Supplier;

import dev.orderly.localstack.LocalStackException;
import org.jspecify.annotations.Nullable;

/**
 * What the tests of this JVM run on: containers where Docker can be had, processes of this machine where it cannot, and
 * what {@code -Dorderly.test.parts} says ({@code containers} or {@code processes}) in any case. Chosen once, when the
 * first test asks, and said once.
 */
final class PartsChoice {

    private static final String PROPERTY = "orderly.test.parts";

    private final @Nullable String wanted;
    private final ProcessParts processes;
    private final Supplier<? extends Parts> containers;
    private @Nullable Parts chosen;

    PartsChoice(@Nullable String wanted, ProcessParts processes, Supplier<? extends Parts> containers) {
        this.wanted = wanted;
        this.processes = processes;
        this.containers = containers;
    }

    static PartsChoice ofThisRun(ProcessParts processes) {
        return new PartsChoice(System.getProperty(PROPERTY), processes, ContainerParts::open);
    }

    /** @throws LocalStackException when containers are wanted and cannot be had, or what is wanted is neither */
    synchronized Parts get() {
        var parts = chosen;
        if (parts == null) {
            parts = choose();
            chosen = parts;
        }
        return parts;
    }

    private Parts choose() {
        return switch (wanted == null ? "auto" : wanted) {
            case "auto" -> containersIfPossible();
            case "containers" -> containersOrFailure();
            case "processes" -> processes("-D%s=processes".formatted(PROPERTY));
            default ->
                throw new LocalStackException(
                        "%s is containers, processes or auto, not '%s'".formatted(PROPERTY, wanted));
        };
    }

    private Parts containersIfPossible() {
        try {
            return containers();
        } catch (NoContainersException e) {
            return processes(e.getMessage());
        }
    }

    private Parts containersOrFailure() {
        try {
            return containers();
        } catch (NoContainersException e) {
            throw new LocalStackException("-D%s=containers, but %s".formatted(PROPERTY, e.getMessage()), e);
        }
    }

    private Parts containers() {
        var parts = containers.get();
        say("Tests run on containers: %s, %s".formatted(ContainerParts.KAFKA, ContainerParts.POSTGRES));
        return parts;
    }

    private Parts processes(@Nullable String reason) {
        say("Tests run on processes of this machine: " + reason);
        return processes;
    }

    /** Past the log, whose level is a test's own. */
    private static void say(String line) {
        System.out.println(line);
    }
}
