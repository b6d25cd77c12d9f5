package dev.orderly.shop.notification.domain;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** All notifications: at most one per event. */
public interface Notifications {

    /** A new id (a UUIDv7). */
    UUID nextId();

    /**
     * Stores a new notification.
     *
     * @return false if its event already has a notification; then nothing is stored
     */
    boolean add(Notification notification);

    /** Marks the notification as sent, unless it is already. */
    void markSent(UUID notificationId, Instant now);

    /** The notifications of an order, in the order in which they were added. */
    List<DeliveryState> ofOrder(UUID orderId);
}
