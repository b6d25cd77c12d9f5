package dev.orderly.shop.notification.application;

import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Notification;

/** Sends e-mail. Never call it inside a database transaction: a slow mail server would keep the locks held. */
public interface Mailer {

    /**
     * Hands the notification to the mail server. A notification that is sent twice has the same Message-ID both times,
     * by which a mailbox may recognize the duplicate.
     *
     * @throws MailDeliveryException if the mail server did not confirm that it accepted the e-mail: send it again
     */
    void send(Notification notification, Contact contact) throws MailDeliveryException;
}
