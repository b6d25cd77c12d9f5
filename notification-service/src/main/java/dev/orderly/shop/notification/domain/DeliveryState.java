package dev.orderly.shop.notification.domain;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A notification and whether it is sent.
 *
 * @param recipient the address; null while the contact of the order is unknown
 * @param sentAt    when the mail server accepted it; null before
 */
public record DeliveryState(
        Notification notification,
        @Nullable String recipient,
        NotificationStatus status,
        @Nullable Instant sentAt) {}
