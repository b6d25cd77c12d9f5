package dev.orderly.shop.notification.domain;

import java.util.UUID;

/**
 * An e-mail to a customer about one event.
 *
 * @param eventId the event; each event has at most one notification
 */
public record Notification(UUID id, UUID orderId, UUID eventId, Email email) {}
