package dev.orderly.shop.refund.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import dev.orderly.shop.refund.RefundServiceTest;
import dev.orderly.shop.refund.application.DueRefund;
import dev.orderly.shop.refund.application.DueRefunds;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.Refunds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

class DueRefundsIT extends RefundServiceTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Autowired
    private DueRefunds dueRefunds;

    @Autowired
    private Refunds refunds;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SmartLifecycle refundWorker;

    @BeforeEach
    void nobodyElseLeases() {
        refundWorker.stop();
        jdbc.sql("DELETE FROM refund").update();
    }

    @AfterEach
    void work() {
        refundWorker.start();
    }

    @Test
    void aNewRefundIsDueAtOnce() {
        var orderId = requested("10");

        var due = dueRefunds.lease(LONG).orElseThrow();

        assertThat(due.refund().orderId()).isEqualTo(orderId);
        assertThat(due.attempt()).isEqualTo(1);
    }

    @Test
    void aLeasedRefundIsOutOfReach() {
        requested("10");
        dueRefunds.lease(LONG);

        assertThat(dueRefunds.lease(LONG)).isEmpty();
    }

    @Test
    void aRefundIsDueAgainWhenItsLeaseIsOver() {
        requested("10");
        dueRefunds.lease(Duration.ZERO);

        assertThat(dueRefunds.lease(LONG))
                .hasValueSatisfying(again -> assertThat(again.attempt()).isEqualTo(2));
    }

    @Test
    void aPostponedRefundIsDueWhenItsTimeHasCome() {
        requested("10");
        var id = dueRefunds.lease(LONG).orElseThrow().refund().id();

        dueRefunds.postpone(id, LONG);
        assertThat(dueRefunds.lease(LONG)).isEmpty();

        dueRefunds.postpone(id, Duration.ZERO);
        assertThat(dueRefunds.lease(LONG)).isPresent();
    }

    @Test
    void aSettledRefundIsNeverDueAgain() {
        requested("10");
        var id = dueRefunds.lease(Duration.ZERO).orElseThrow().refund().id();

        transaction.executeWithoutResult(status -> {
            var refund = refunds.lock(id);
            refund.complete("r-1", Instant.now());
            refunds.save(refund);
        });
        dueRefunds.postpone(id, Duration.ZERO);

        assertThat(dueRefunds.lease(LONG)).isEmpty();
    }

    @Test
    void whatHasBeenDueForLongestComesFirst() {
        var orderIds = Stream.generate(() -> requested("10")).limit(5).toList();

        assertThat(leaseAll()).extracting(Refund::orderId).containsExactlyElementsOf(orderIds);
    }

    @Test
    void severalWorkersNeverLeaseTheSame() throws Exception {
        var orderIds = Stream.generate(() -> requested("10")).limit(200).toList();
        var workers = Executors.newFixedThreadPool(8);
        try {
            var leased = new ArrayList<UUID>();
            for (var each : workers.invokeAll(Stream.generate(() -> (Callable<List<Refund>>) this::leaseAll)
                    .limit(8)
                    .toList())) {
                each.get().forEach(refund -> leased.add(refund.orderId()));
            }

            assertThat(leased).containsExactlyInAnyOrderElementsOf(orderIds);
        } finally {
            workers.shutdown();
        }
    }

    private List<Refund> leaseAll() {
        return Stream.iterate(dueRefunds.lease(LONG), due -> due.isPresent(), due -> dueRefunds.lease(LONG))
                .limit(1_000) // more than there are: a lease that does not hold shall not go on for ever
                .map(due -> due.map(DueRefund::refund).orElseThrow())
                .toList();
    }
}
