package dev.orderly.shop.notification.persistence;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.orderly.events.tracing.EventTracing;
import dev.orderly.shop.notification.domain.DeliveryState;
import dev.orderly.shop.notification.domain.Notification;
import dev.orderly.shop.notification.domain.Notifications;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcNotifications implements Notifications {

    private static final String ADD = """
            INSERT INTO notification (id, order_id, event_id, kind, subject, text, trace_parent)
            VALUES (:id, :orderId, :eventId, :kind, :subject, :text, :traceParent)
            ON CONFLICT (event_id) DO NOTHING
            """;

    private static final String MARK_SENT = """
            UPDATE notification SET status = 'SENT', sent_at = :sentAt
            WHERE id = :id AND status = 'PENDING'
            """;

    private static final String OF_ORDER = """
            SELECT notification.*, contact.email
            FROM notification LEFT JOIN contact USING (order_id)
            WHERE order_id = :orderId
            ORDER BY arrival
            """;

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final JdbcClient jdbc;
    private final EventTracing tracing;

    JdbcNotifications(JdbcClient jdbc, EventTracing tracing) {
        this.jdbc = jdbc;
        this.tracing = tracing;
    }

    @Override
    public UUID nextId() {
        return ids.generate();
    }

    @Override
    public boolean add(Notification notification) {
        var email = notification.email();
        return jdbc.sql(ADD)
                        .param("id", notification.id())
                        .param("orderId", notification.orderId())
                        .param("eventId", notification.eventId())
                        .param("kind", email.kind().name())
                        .param("subject", email.subject())
                        .param("text", email.text())
                        .param("traceParent", tracing.current())
                        .update()
                == 1;
    }

    @Override
    public void markSent(UUID notificationId, Instant now) {
        jdbc.sql(MARK_SENT)
                .param("id", notificationId)
                .param("sentAt", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    @Override
    public List<DeliveryState> ofOrder(UUID orderId) {
        return jdbc.sql(OF_ORDER)
                .param("orderId", orderId)
                .query(NotificationRow::delivery)
                .list();
    }
}
