package dev.orderly.shop.notification.application;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The notifications that can be sent now: due by the database's clock, with a known contact, first of their order. */
public interface DueNotifications {

    /**
     * Takes the notification that has been due for longest, and counts the attempt. Nobody else gets it before the
     * lease is over; should this process die meanwhile, it is due again then. Commits at once.
     */
    Optional<DueNotification> lease(Duration lease);

    /** Makes the notification due after this delay. Commits at once. */
    void postpone(UUID notificationId, Duration delay);

    /** The mail server has taken the notification. Commits at once. */
    void markSent(UUID notificationId, Instant now);
}
