package dev.orderly.shop.notification.domain;

/** How far a notification has come. */
public enum NotificationStatus {

    /** Not taken by the mail server yet; it is tried until it is. */
    PENDING,

    /** Taken by the mail server. Final. */
    SENT
}
