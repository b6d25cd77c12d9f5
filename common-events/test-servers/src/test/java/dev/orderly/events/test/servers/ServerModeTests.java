package dev.orderly.events.test.servers;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;

import dev.orderly.localstack.process.LocalStackException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ServerModeTests {

    private static final Supplier<Servers> NONE = () -> {
        throw new NoContainersException("Docker is not available");
    };

    private final ProcessServers processes = new ProcessServers();
    private final Servers containers = new NoServers();
    private final PrintStream out = System.out;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(said, true));
    }

    @AfterEach
    void restoreOutput() {
        System.setOut(out);
    }

    @Test
    void choosesContainersIfDockerIsAvailable() {
        assertThat(choice(null, () -> containers)).isSameAs(containers);
        assertThat(said).hasToString(line("Tests run on containers: apache/kafka:4.2.0, postgres:18"));
    }

    @Test
    void choosesProcessesIfDockerIsNotAvailable() {
        assertThat(choice(null, NONE)).isSameAs(processes);
        assertThat(choice("auto", NONE)).isSameAs(processes);
        assertThat(said)
                .hasToString(line("Tests run on processes of this machine: Docker is not available")
                        .repeat(2));
    }

    @Test
    void choosesProcessesIfRequested() {
        assertThat(choice("processes", () -> containers)).isSameAs(processes);
        assertThat(said).hasToString(line("Tests run on processes of this machine: -Dorderly.test.servers=processes"));
    }

    @Test
    void failsIfContainersAreRequestedButNotAvailable() {
        assertThat(choice("containers", () -> containers)).isSameAs(containers);
        assertThatThrownBy(() -> choice("containers", NONE))
                .isInstanceOf(LocalStackException.class)
                .hasMessage("-Dorderly.test.servers=containers, but Docker is not available");
    }

    @Test
    void rejectsAnUnknownValue() {
        assertThatThrownBy(() -> choice("docker", () -> containers))
                .hasMessage("-Dorderly.test.servers must be containers, processes or auto, not 'docker'");
    }

    @Test
    void choosesAndPrintsOnce() {
        var choice = new ServerMode(null, processes, () -> new NoServers());

        assertThat(choice.get()).isSameAs(choice.get());
        assertThat(said.toString().lines()).hasSize(1);
    }

    private Servers choice(String wanted, Supplier<Servers> docker) {
        return new ServerMode(wanted, processes, docker).get();
    }

    private static String line(String text) {
        return text + System.lineSeparator();
    }

    private static final class NoServers implements Servers {

        @Override
        public String bootstrapServers() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String jdbcUrl(String database) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void createDatabase(String name, String password) {
            throw new UnsupportedOperationException();
        }
    }
}
