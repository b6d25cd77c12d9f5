package dev.orderly.shop.notification.domain;

import java.util.UUID;

/** A notification was added. An event inside this service, not published; it only wakes a thread, so it may get lost. */
public record NotificationAdded(UUID notificationId) {}
