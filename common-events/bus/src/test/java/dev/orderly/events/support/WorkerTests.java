package dev.orderly.events.support;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WorkerTests {

    private final AtomicInteger runs = new AtomicInteger();
    private final CountDownLatch working = new CountDownLatch(1);
    private final Worker worker = new Worker("worker-test", this::work);

    private void work() {
        if (runs.incrementAndGet() == 1) {
            throw new NoClassDefFoundError("thrown by this test");
        }
        working.countDown();
        while (worker.shouldRun()) {
            worker.pause(Duration.ofSeconds(10));
        }
    }

    @AfterEach
    void stop() {
        worker.stop();
    }

    @Test
    void startsItsWorkAgainAfterAnError() throws Exception {
        worker.start();

        assertThat(working.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(runs).hasValue(2);
    }
}
