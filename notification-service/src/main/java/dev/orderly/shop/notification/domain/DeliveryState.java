package dev.orderly.shop.notification.domain;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How far a notification has come.
 *
 * @param recipient the address it goes to; null as long as the order's contact is not known
 * @param sentAt    when the mail server took it; null before
 */
public record DeliveryState(
        Notification notification,
        @Nullable String recipient,
        NotificationStatus status,
        @Nullable Instant sentAt) {}
