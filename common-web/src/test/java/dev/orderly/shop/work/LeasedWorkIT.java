package dev.orderly.shop.work;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LeasedWorkIT {

    private static final WorkTable table = new WorkTable();

    private final Queue<UUID> done = new ConcurrentLinkedQueue<>();
    private List<LeasedWork<UUID>> processes = List.of();

    @AfterEach
    void stopAndEmpty() {
        processes.forEach(LeasedWork::stop);
        table.jdbc.sql("DELETE FROM work_item").update();
    }

    @Test
    void severalProcessesDoEachPieceOnce() {
        var ids = table.add(50);

        start(2, this::finish);

        await().until(() -> table.unfinished() == 0);
        assertThat(done).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void doesTheWorkRightAfterTheWakeUp() {
        start(1, this::finish);
        var start = System.nanoTime();

        for (int i = 0; i < 20; i++) {
            table.add();
            processes.get(0).wake();
            await().pollInterval(Duration.ofMillis(10)).until(() -> table.unfinished() == 0);
        }

        // With the clock alone, these would take ten seconds on average.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void findsWorkWithoutAWakeUp() {
        start(1, this::finish);

        table.add();

        await().atMost(Duration.ofSeconds(5)).until(() -> table.unfinished() == 0);
    }

    @Test
    void takesOverWhatAKilledProcessHadLeasedWhenTheLeaseExpires() {
        table.add();
        table.leases.lease(Duration.ofSeconds(2));

        start(1, this::finish);

        await().during(Duration.ofMillis(1_200)).until(() -> table.unfinished() == 1);
        await().atMost(Duration.ofSeconds(5)).until(() -> table.unfinished() == 0);
    }

    @Test
    void retriesWhatFailedUnexpectedlyWhenTheLeaseExpires() {
        table.add();

        start(1, leased -> {
            if (leased.attempt() == 1) {
                throw new IllegalStateException("first attempt");
            }
            finish(leased);
        });

        await().until(() -> table.unfinished() == 0);
    }

    @Test
    void slowWorkDelaysOneThreadOnly() throws Exception {
        var slow = table.add();
        var released = new CountDownLatch(1);
        start(1, leased -> {
            if (leased.id().equals(slow)) {
                awaitUninterruptibly(released);
            }
            finish(leased);
        });

        var others = table.add(20);
        processes.get(0).wake();

        await().until(() -> done.containsAll(others));
        assertThat(done).doesNotContain(slow);
        released.countDown();
    }

    @Test
    void stopWaitsForTheWorkThatIsBeingDone() {
        var begun = new CountDownLatch(1);
        table.add();
        start(1, leased -> {
            begun.countDown();
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            finish(leased);
        });
        awaitUninterruptibly(begun);

        processes.get(0).stop();

        assertThat(table.unfinished()).isZero();
    }

    private void start(int count, Consumer<Leased<UUID>> task) {
        processes = Stream.generate(() -> new LeasedWork<>("test", 4, Duration.ofSeconds(3), table.leases, task))
                .limit(count)
                .toList();
        processes.forEach(LeasedWork::start);
    }

    private void finish(Leased<UUID> leased) {
        table.finish(leased.id());
        done.add(leased.id());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
