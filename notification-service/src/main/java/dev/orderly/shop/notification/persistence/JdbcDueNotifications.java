package dev.orderly.shop.notification.persistence;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

import dev.orderly.shop.notification.application.DueNotification;
import dev.orderly.shop.notification.application.DueNotifications;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** A lease is a retry planned in advance: there is one time at which the next attempt is due, and leasing moves it on. */
@Repository
class JdbcDueNotifications implements DueNotifications {

    // An order's e-mails go out one after the other, as they came in; and the contact may still be missing.
    // One at a time, by "=": with IN the planner may run the inner query more than once, and lease more than it
    // returns.
    // clock_timestamp() in a query of its own is evaluated once, so that the index on next_attempt_at serves.
    private static final String LEASE = """
            UPDATE notification
            SET attempts = attempts + 1,
                next_attempt_at = clock_timestamp() + :leaseMillis * interval '1 millisecond'
            FROM contact
            WHERE contact.order_id = notification.order_id
              AND notification.id = (
                SELECT due.id
                FROM notification due JOIN contact USING (order_id)
                WHERE due.status = 'PENDING'
                  AND due.next_attempt_at <= (SELECT clock_timestamp())
                  AND NOT EXISTS (
                    SELECT FROM notification earlier
                    WHERE earlier.order_id = due.order_id
                      AND earlier.status = 'PENDING'
                      AND earlier.arrival < due.arrival)
                ORDER BY due.next_attempt_at
                LIMIT 1
                FOR UPDATE OF due SKIP LOCKED)
            RETURNING notification.*, contact.name, contact.email
            """;

    private static final String POSTPONE = """
            UPDATE notification
            SET next_attempt_at = clock_timestamp() + :delayMillis * interval '1 millisecond'
            WHERE id = :id AND status = 'PENDING'
            """;

    private static final String MARK_SENT = """
            UPDATE notification SET status = 'SENT', sent_at = :sentAt
            WHERE id = :id AND status = 'PENDING'
            """;

    private final JdbcClient jdbc;

    JdbcDueNotifications(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<DueNotification> lease(Duration lease) {
        return jdbc.sql(LEASE)
                .param("leaseMillis", lease.toMillis())
                .query(NotificationRow::dueNotification)
                .optional();
    }

    @Override
    public void postpone(UUID notificationId, Duration delay) {
        jdbc.sql(POSTPONE)
                .param("id", notificationId)
                .param("delayMillis", delay.toMillis())
                .update();
    }

    @Override
    public void markSent(UUID notificationId, Instant now) {
        jdbc.sql(MARK_SENT)
                .param("id", notificationId)
                .param("sentAt", now.atOffset(ZoneOffset.UTC))
                .update();
    }
}
