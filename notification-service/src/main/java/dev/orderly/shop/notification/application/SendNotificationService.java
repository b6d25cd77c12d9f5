package dev.orderly.shop.notification.application;

import java.time.Clock;

import dev.orderly.events.tracing.EventTracing;
import dev.orderly.shop.notification.domain.Notifications;
import dev.orderly.shop.work.Leased;
import dev.orderly.shop.work.Leases;
import dev.orderly.shop.work.RetryBackoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Sends a leased notification: hands it to the mail server and marks it as sent. Each step commits on its own; the e-mail
 * is sent between transactions.
 *
 * <p>The process may die at any point: when the lease expires, the notification is due again. If the process dies after
 * the mail server has accepted the e-mail and before the commit, the e-mail is sent a second time: at least once, never
 * lost.
 */
@Service
public class SendNotificationService {

    private static final Logger log = LoggerFactory.getLogger(SendNotificationService.class);

    private final Leases<DueNotification> leases;
    private final Notifications notifications;
    private final Mailer mailer;
    private final EventTracing tracing;
    private final Clock clock;
    private final RetryBackoff afterOutage;
    private final RetryBackoff afterRejection;

    SendNotificationService(
            Leases<DueNotification> leases,
            Notifications notifications,
            Mailer mailer,
            EventTracing tracing,
            Clock clock,
            DeliveryProperties properties) {
        this.leases = leases;
        this.notifications = notifications;
        this.mailer = mailer;
        this.tracing = tracing;
        this.clock = clock;
        this.afterOutage = new RetryBackoff(properties.firstRetry(), properties.lastRetry());
        this.afterRejection = new RetryBackoff(properties.firstRetry(), properties.refusedRetry());
    }

    /** Sends the notification, or postpones it if the mail server does not accept it. */
    public void send(Leased<DueNotification> due) {
        try (var span = tracing.open(due.traceParent(), "send notification")) {
            tryToSend(due);
        }
    }

    private void tryToSend(Leased<DueNotification> due) {
        var notification = due.work().notification();
        var contact = due.work().contact();
        try {
            mailer.send(notification, contact);
        } catch (MailDeliveryException e) {
            retryLater(due, e);
            return;
        }
        notifications.markSent(notification.id(), clock.instant());
        log.info(
                "Notification {} of order {} sent: {} to {}",
                notification.id(),
                notification.orderId(),
                notification.email().kind(),
                contact.maskedEmail());
    }

    private void retryLater(Leased<DueNotification> due, MailDeliveryException e) {
        var notification = due.work().notification();
        var contact = due.work().contact();
        var delay = (e.isPermanent() ? afterRejection : afterOutage).after(due.attempt());
        leases.postpone(notification.id(), delay);
        log.warn(
                "Notification {} of order {} not sent: {} to {} (attempt {}): {}; retrying in {} ms",
                notification.id(),
                notification.orderId(),
                notification.email().kind(),
                contact.maskedEmail(),
                due.attempt(),
                contact.mask(String.valueOf(e.getMessage())),
                delay.toMillis());
    }
}
