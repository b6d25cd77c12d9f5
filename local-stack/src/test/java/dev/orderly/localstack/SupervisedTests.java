package dev.orderly.localstack;

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

    private final Obedient part = new Obedient();
    private Screen screen;
    private Supervised supervised;

    @BeforeEach
    void supervise(@TempDir Path directory) {
        screen = new Screen(new PrintStream(new ByteArrayOutputStream()), directory);
        supervised = new Supervised(part, screen);
    }

    @Test
    void aPartThatDiesIsStartedAgainAndThatIsSaid() {
        supervised.start();

        part.die("ended with exit code 137 (SIGKILL)");

        await().untilAsserted(() -> assertThat(screen.lines("stack"))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "part (pid 1) ended with exit code 137 (SIGKILL); starting it again (restart 1)"),
                        line -> assertThat(line).startsWith("part is back after")));
        assertThat(part.starts).hasValue(2);
    }

    @Test
    void aPartThatDoesNotComeBackIsTriedAgain() {
        supervised.start();

        part.failures = 2;
        part.die("ended");

        await().untilAsserted(() -> assertThat(screen.lines("stack")).anyMatch(line -> line.contains("is back")));
        assertThat(part.starts).hasValue(4);
    }

    @Test
    void aPartThatIsStoppedStaysDown() {
        supervised.start();

        supervised.stop();

        assertThat(part.running).isNull();
        await().during(1, TimeUnit.SECONDS).until(() -> part.starts.get() == 1);
        supervised.start();
        assertThat(part.running).isNotNull();
    }

    @Test
    void aPartThatNeverBecameReadyIsNotStartedAgain() {
        part.failures = 1;

        assertThatThrownBy(supervised::start)
                .isInstanceOf(LocalStackException.class)
                .hasMessage("not today");
        assertThat(part.starts).hasValue(1);
    }

    @Test
    void aPartThatIsStoppedWhileItStartsDoesNotStayUp() throws Exception {
        part.gate = new CountDownLatch(1);
        var starting = CompletableFuture.runAsync(supervised::start);
        await().until(() -> part.starts.get() == 1);

        var stopping = CompletableFuture.runAsync(supervised::stop);
        await().until(() -> part.kills.get() == 1);
        part.gate.countDown();

        stopping.get(5, TimeUnit.SECONDS);
        starting.get(5, TimeUnit.SECONDS);
        assertThat(part.running).isNull();
    }

    /** A part without a process: it starts, fails and dies as it is told. */
    private static final class Obedient implements Part {

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
            return "part";
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
                throw new LocalStackException("not today");
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
        public String lastWords() {
            return "";
        }
    }
}
