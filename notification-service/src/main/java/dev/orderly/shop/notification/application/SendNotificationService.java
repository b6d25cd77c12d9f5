package dev.orderly.shop.notification.application;

import java.time.Clock;

import dev.orderly.events.tracing.EventTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Sends a notification that is due: takes it, hands it to the mail server, marks it as sent. Each step commits for
 * itself, and the e-mail is sent between transactions.
 *
 * <p>May die at any point: the notification is due again when its lease ends. Between the mail server's "taken" and
 * the commit that says so nobody can tell whether it was sent, so it is sent again: at least once, never lost.
 */
@Service
public class SendNotificationService {

    private static final Logger log = LoggerFactory.getLogger(SendNotificationService.class);

    private final DueNotifications dueNotifications;
    private final Mailer mailer;
    private final EventTracing tracing;
    private final Clock clock;
    private final DeliveryProperties properties;
    private final BackOff whenInTrouble;
    private final BackOff whenRefused;

    SendNotificationService(
            DueNotifications dueNotifications,
            Mailer mailer,
            EventTracing tracing,
            Clock clock,
            DeliveryProperties properties) {
        this.dueNotifications = dueNotifications;
        this.mailer = mailer;
        this.tracing = tracing;
        this.clock = clock;
        this.properties = properties;
        this.whenInTrouble = new BackOff(properties.firstRetry(), properties.lastRetry());
        this.whenRefused = new BackOff(properties.firstRetry(), properties.refusedRetry());
    }

    /**
     * Sends one notification, or tries to.
     *
     * @param foundOne called when there was one, before it is sent
     * @return false when none was due
     */
    public boolean sendNext(Runnable foundOne) {
        var due = dueNotifications.lease(properties.lease());
        due.ifPresent(notification -> {
            foundOne.run();
            try (var span = tracing.open(notification.traceParent(), "send notification")) {
                send(notification);
            }
        });
        return due.isPresent();
    }

    private void send(DueNotification due) {
        var notification = due.notification();
        try {
            mailer.send(notification, due.contact());
        } catch (MailDeliveryException trouble) {
            retryLater(due, trouble);
            return;
        }
        dueNotifications.markSent(notification.id(), clock.instant());
        log.info(
                "Notification {} of order {} sent: {} to {}",
                notification.id(),
                notification.orderId(),
                notification.email().kind(),
                due.contact().maskedEmail());
    }

    private void retryLater(DueNotification due, MailDeliveryException trouble) {
        var notification = due.notification();
        var delay = (trouble.isPermanent() ? whenRefused : whenInTrouble).after(due.attempt());
        dueNotifications.postpone(notification.id(), delay);
        log.warn(
                "Notification {} of order {} not sent: {} to {}, attempt {} ({}), next try in {} ms",
                notification.id(),
                notification.orderId(),
                notification.email().kind(),
                due.contact().maskedEmail(),
                due.attempt(),
                due.contact().mask(String.valueOf(trouble.getMessage())),
                delay.toMillis());
    }
}
