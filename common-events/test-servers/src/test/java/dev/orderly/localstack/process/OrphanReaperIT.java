package dev.orderly.localstack.process;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class OrphanReaperIT {

    /** A minimal stack: one process and one directory. */
    static final class Owner {

        public static void main(String[] arguments) throws InterruptedException {
            var directory = Directories.temporary("orderly-reaper test");
            var child = ChildProcess.start(List.of("sleep", "600"), Map.of(), directory, Redirect.DISCARD);
            System.out.println(child.pid());
            System.out.println(directory);
            new CountDownLatch(1).await();
        }
    }

    @Test
    void endsTheProcessesAndDeletesTheDirectoriesOfAKilledJvm() throws Exception {
        var owner = new ProcessBuilder(
                        ChildProcess.java().toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName())
                .redirectError(Redirect.INHERIT)
                .start();
        var output = new BufferedReader(new InputStreamReader(owner.getInputStream()));
        var child = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
        var directory = Path.of(output.readLine());
        assertThat(child.isAlive()).isTrue();
        assertThat(directory).exists();

        owner.destroyForcibly();

        await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive() && !Files.exists(directory));
    }

    @Test
    void aChildIgnoresTheSignalsOfTheTerminal(@TempDir Path directory) throws Exception {
        var child = ChildProcess.start(List.of("sleep", "600"), Map.of(), directory, Redirect.DISCARD);

        for (var signal : List.of("-INT", "-HUP")) {
            new ProcessBuilder("kill", signal, String.valueOf(child.pid()))
                    .start()
                    .waitFor();
        }
        assertThat(child.isAlive()).isTrue();

        child.stop(Duration.ofSeconds(5));
        assertThat(child.isAlive()).isFalse();
        assertThat(child.ended().get()).isEqualTo("exited with code 143 (SIGTERM)");
    }

    @Test
    void theLastOutputOfAStoppedChildIsRead(@TempDir Path directory) throws Exception {
        var talkative = ChildProcess.start(
                List.of("bash", "-c", "trap 'echo goodbye; exit' TERM; echo hello; while true; do sleep 0.1; done"),
                Map.of(),
                directory,
                Redirect.PIPE);
        var output = new BufferedReader(new InputStreamReader(talkative.output()));
        assertThat(output.readLine()).isEqualTo("hello");

        talkative.stop(Duration.ofSeconds(5));

        assertThat(output.readLine()).isEqualTo("goodbye");
    }

    @Test
    void aChildThatIgnoresSigtermIsKilled(@TempDir Path directory) throws Exception {
        var stubborn = ChildProcess.start(
                List.of("bash", "-c", "trap '' TERM; touch ready; while true; do sleep 0.1; done"),
                Map.of(),
                directory,
                Redirect.DISCARD);
        await().until(() -> Files.exists(directory.resolve("ready")));

        stubborn.stop(Duration.ofMillis(300));

        assertThat(stubborn.isAlive()).isFalse();
        assertThat(stubborn.ended().get()).contains("SIGKILL");
    }
}
