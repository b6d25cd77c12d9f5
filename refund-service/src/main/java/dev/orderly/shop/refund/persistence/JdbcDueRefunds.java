package dev.orderly.shop.refund.persistence;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import dev.orderly.shop.refund.application.DueRefund;
import dev.orderly.shop.refund.application.DueRefunds;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** A lease is a retry planned in advance: there is one time at which the next call is due, and leasing moves it on. */
@Repository
class JdbcDueRefunds implements DueRefunds {

    // One at a time, by "=": with IN the planner may run the inner query more than once, and lease more than it
    // returns.
    // clock_timestamp() in a query of its own is evaluated once, so that the index on next_attempt_at serves.
    private static final String LEASE = """
            UPDATE refund
            SET attempts = attempts + 1,
                next_attempt_at = clock_timestamp() + :leaseMillis * interval '1 millisecond'
            WHERE id = (
                SELECT id FROM refund
                WHERE status = 'REQUESTED' AND next_attempt_at <= (SELECT clock_timestamp())
                ORDER BY next_attempt_at
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING *
            """;

    private static final String POSTPONE = """
            UPDATE refund
            SET next_attempt_at = clock_timestamp() + :delayMillis * interval '1 millisecond'
            WHERE id = :id AND status = 'REQUESTED'
            """;

    private final JdbcClient jdbc;

    JdbcDueRefunds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<DueRefund> lease(Duration lease) {
        return jdbc.sql(LEASE)
                .param("leaseMillis", lease.toMillis())
                .query(RefundRow::dueRefund)
                .optional();
    }

    @Override
    public void postpone(UUID refundId, Duration delay) {
        jdbc.sql(POSTPONE)
                .param("id", refundId)
                .param("delayMillis", delay.toMillis())
                .update();
    }
}
