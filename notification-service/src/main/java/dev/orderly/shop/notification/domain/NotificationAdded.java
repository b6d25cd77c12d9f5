package dev.orderly.shop.notification.domain;

import java.util.UUID;

/** A notification waits to be sent. Stays inside this service, and nothing is lost if nobody listens. */
public record NotificationAdded(UUID notificationId) {}
