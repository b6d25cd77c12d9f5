package dev.orderly.shop.notification.application;

import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Notification;

/** The way to the customer. Never used inside a database transaction: a slow mail server would hold its locks. */
public interface Mailer {

    /**
     * Hands the notification to the mail server. Sent twice, it bears the same Message-ID, by which mailboxes may
     * recognise it.
     *
     * @throws MailDeliveryException when the mail server did not take it, or died before it said so: send it again
     */
    void send(Notification notification, Contact contact) throws MailDeliveryException;
}
