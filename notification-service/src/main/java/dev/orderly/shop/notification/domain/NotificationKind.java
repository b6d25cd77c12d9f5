package dev.orderly.shop.notification.domain;

/** What a notification is about. */
public enum NotificationKind {
    ORDER_PLACED,
    ORDER_CANCELED,
    REFUND_COMPLETED,
    REFUND_REJECTED
}
