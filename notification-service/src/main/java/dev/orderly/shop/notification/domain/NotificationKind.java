package dev.orderly.shop.notification.domain;

/** What a customer is told of. */
public enum NotificationKind {
    ORDER_PLACED,
    ORDER_CANCELED,
    REFUND_COMPLETED,
    REFUND_REJECTED
}
