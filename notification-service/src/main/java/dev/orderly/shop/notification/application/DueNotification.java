package dev.orderly.shop.notification.application;

import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Notification;
import org.jspecify.annotations.Nullable;

/**
 * A notification to be sent now.
 *
 * @param attempt     which attempt this is: 1, 2, 3, ...
 * @param traceParent the trace in which the notification was added, if there was one
 */
public record DueNotification(
        Notification notification,
        Contact contact,
        int attempt,
        @Nullable String traceParent) {}
