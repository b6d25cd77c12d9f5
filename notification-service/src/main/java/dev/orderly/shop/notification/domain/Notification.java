package dev.orderly.shop.notification.domain;

import java.util.UUID;

/**
 * Something a customer is to be told, once.
 *
 * @param eventId the event it tells of: there is one notification for an event
 */
public record Notification(UUID id, UUID orderId, UUID eventId, Email email) {}
