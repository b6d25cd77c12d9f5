package dev.orderly.shop.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class JdbcLeasesIT {

    private static final Duration LONG = Duration.ofHours(1);
    private static final WorkTable table = new WorkTable();

    private final Leases<UUID> leases = table.leases;

    @BeforeEach
    void empty() {
        table.jdbc.sql("DELETE FROM work_item").update();
    }

    @Test
    void newWorkIsDueAtOnce() {
        var id = table.add();

        assertThat(leases.lease(LONG)).hasValue(new Leased<>(id, id, 1, "trace of " + id));
    }

    @Test
    void leasedWorkIsNotLeasedAgain() {
        table.add();
        leases.lease(LONG);

        assertThat(leases.lease(LONG)).isEmpty();
    }

    @Test
    void workIsDueAgainWhenItsLeaseExpires() {
        table.add();
        leases.lease(Duration.ZERO);

        assertThat(leases.lease(LONG))
                .hasValueSatisfying(again -> assertThat(again.attempt()).isEqualTo(2));
    }

    @Test
    void postponedWorkIsDueAfterTheDelay() {
        var id = table.add();
        leases.lease(Duration.ZERO);

        leases.postpone(id, LONG);
        assertThat(leases.lease(LONG)).isEmpty();

        leases.postpone(id, Duration.ZERO);
        assertThat(leases.lease(LONG))
                .hasValueSatisfying(again -> assertThat(again.attempt()).isEqualTo(2));
    }

    @Test
    void finishedWorkIsNeverDueAgain() {
        var id = table.add();
        leases.lease(Duration.ZERO);

        table.finish(id);
        leases.postpone(id, Duration.ZERO);

        assertThat(leases.lease(LONG)).isEmpty();
    }

    @Test
    void theWorkThatHasBeenDueForLongestComesFirst() {
        var ids = table.add(5);

        assertThat(leaseAll()).containsExactlyElementsOf(ids);
    }

    @Test
    void manyThreadsNeverLeaseTheSameWork() throws Exception {
        var ids = table.add(50);
        var threads = Executors.newFixedThreadPool(8);
        try {
            var leased = new ArrayList<UUID>();
            for (var each : threads.invokeAll(Stream.generate(() -> (Callable<List<UUID>>) this::leaseAll)
                    .limit(8)
                    .toList())) {
                leased.addAll(each.get());
            }

            assertThat(leased).containsExactlyInAnyOrderElementsOf(ids);
        } finally {
            threads.shutdown();
        }
    }

    private List<UUID> leaseAll() {
        return Stream.iterate(leases.lease(LONG), due -> due.isPresent(), due -> leases.lease(LONG))
                .limit(1_000) // more than there are, so that a broken lease does not loop forever
                .map(due -> due.orElseThrow().id())
                .toList();
    }
}
