package dev.orderly.shop.refund.persistence;

import java.time.Duration;
import java.time.Instant;

import dev.orderly.shop.refund.RefundServiceTest;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.Refunds;
import dev.orderly.shop.work.LeasedWork;
import dev.orderly.shop.work.Leases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Which refunds are work; how leases behave is tested in common-web. */
class RefundLeasesIT extends RefundServiceTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Autowired
    private Leases<Refund> leases;

    @Autowired
    private Refunds refunds;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private LeasedWork<Refund> refundWork;

    @BeforeEach
    void stopWork() {
        refundWork.stop();
        jdbc.sql("DELETE FROM refund").update();
    }

    @AfterEach
    void startWork() {
        refundWork.start();
    }

    @Test
    void aNewRefundIsDueAtOnce() {
        var orderId = requested("10");

        var due = leases.lease(LONG).orElseThrow();

        assertThat(due.work().orderId()).isEqualTo(orderId);
        assertThat(due.id()).isEqualTo(due.work().id());
        assertThat(due.attempt()).isEqualTo(1);
        assertThat(leases.lease(LONG)).isEmpty();
    }

    @Test
    void aSettledRefundIsNeverDueAgain() {
        requested("10");
        var id = leases.lease(Duration.ZERO).orElseThrow().id();

        transaction.executeWithoutResult(status -> {
            var refund = refunds.lock(id);
            refund.complete("r-1", Instant.now());
            refunds.save(refund);
        });
        leases.postpone(id, Duration.ZERO);

        assertThat(leases.lease(LONG)).isEmpty();
    }
}
