package dev.orderly.localstack.process;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class SupervisedTests {

    private final FakeProcess process = new FakeProcess();
    private ConsoleLog log;
    private Supervised supervised;

    @BeforeEach
    void supervise(@TempDir Path directory) {
        log = new ConsoleLog(new PrintStream(new ByteArrayOutputStream()), directory);
        supervised = new Supervised(process, log);
    }

    @Test
    void restartsAProcessThatExitsAndLogsTheRestart() {
        supervised.start();

        process.die("exited with code 137 (SIGKILL)");

        await().untilAsserted(() -> assertThat(log.lines("stack"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("fake (pid 1) exited with code 137 (SIGKILL); restarting it (restart 1)"),
                        line -> assertThat(line).startsWith("fake is ready again after")));
        assertThat(process.starts).hasValue(2);
    }

    @Test
    void retriesARestartThatFails() {
        supervised.start();

        process.failures = 2;
        process.die("exited");

        await().untilAsserted(() -> assertThat(log.lines("stack")).anyMatch(line -> line.contains("is ready again")));
        assertThat(process.starts).hasValue(4);
    }

    @Test
    void doesNotRestartAStoppedProcess() {
        supervised.start();

        supervised.stop();

        assertThat(process.running).isNull();
        await().during(1, TimeUnit.SECONDS).until(() -> process.starts.get() == 1);
        supervised.start();
        assertThat(process.running).isNotNull();
    }

    @Test
    void doesNotRestartAProcessThatWasNeverReady() {
        process.failures = 1;

        assertThatThrownBy(supervised::start)
                .isInstanceOf(LocalStackException.class)
                .hasMessage("start failed");
        assertThat(process.starts).hasValue(1);
    }

    @Test
    void stopsAProcessThatIsStillStarting() throws Exception {
        process.gate = new CountDownLatch(1);
        var starting = CompletableFuture.runAsync(supervised::start);
        await().until(() -> process.starts.get() == 1);

        var stopping = CompletableFuture.runAsync(supervised::stop);
        await().until(() -> process.kills.get() == 1);
        process.gate.countDown();

        stopping.get(5, TimeUnit.SECONDS);
        starting.get(5, TimeUnit.SECONDS);
        assertThat(process.running).isNull();
    }

    /** Starts, fails and exits on command. */
    private static final class FakeProcess implements ManagedProcess {

        final AtomicInteger starts = new AtomicInteger();
        final AtomicInteger kills = new AtomicInteger();
        volatile int failures;
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile CompletableFuture<String> running;

        void die(String how) {
            running.complete(how);
        }

        @Override
        public String id() {
            return "fake";
        }

        @Override
        public void start() {
            starts.incrementAndGet();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (failures > 0) {
                failures--;
                throw new LocalStackException("start failed");
            }
            running = new CompletableFuture<>();
        }

        @Override
        public void stop() {
            running = null;
        }

        @Override
        public void kill() {
            kills.incrementAndGet();
            running = null;
        }

        @Override
        public long pid() {
            return starts.get();
        }

        @Override
        public CompletableFuture<String> ended() {
            return running;
        }

        @Override
        public String lastOutput() {
            return "";
        }
    }
}
