package dev.orderly.shop.notification.domain;

/** The status of a notification. */
public enum NotificationStatus {

    /** The mail server has not accepted it yet; the service retries until it does. */
    PENDING,

    /** The mail server has accepted it. Final. */
    SENT
}
