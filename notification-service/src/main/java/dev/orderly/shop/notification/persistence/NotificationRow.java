package dev.orderly.shop.notification.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

import dev.orderly.shop.notification.application.DueNotification;
import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.DeliveryState;
import dev.orderly.shop.notification.domain.Email;
import dev.orderly.shop.notification.domain.Notification;
import dev.orderly.shop.notification.domain.NotificationKind;
import dev.orderly.shop.notification.domain.NotificationStatus;
import org.jspecify.annotations.Nullable;

/** Reads a row of the table {@code notification}, joined with that of {@code contact}. */
final class NotificationRow {

    private NotificationRow() {}

    static DeliveryState delivery(ResultSet row, int index) throws SQLException {
        return new DeliveryState(
                notification(row),
                row.getString("email"),
                NotificationStatus.valueOf(row.getString("status")),
                instant(row, "sent_at"));
    }

    static DueNotification dueNotification(ResultSet row, int index) throws SQLException {
        var notification = notification(row);
        return new DueNotification(
                notification, new Contact(notification.orderId(), row.getString("name"), row.getString("email")));
    }

    private static Notification notification(ResultSet row) throws SQLException {
        return new Notification(
                row.getObject("id", UUID.class),
                row.getObject("order_id", UUID.class),
                row.getObject("event_id", UUID.class),
                new Email(
                        NotificationKind.valueOf(row.getString("kind")),
                        row.getString("subject"),
                        row.getString("text")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var timestamp = row.getObject(column, OffsetDateTime.class);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
