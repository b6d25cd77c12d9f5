package dev.orderly.shop.notification.application;

import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Notification;

/** A notification that can be sent now, and its recipient. */
public record DueNotification(Notification notification, Contact contact) {}
