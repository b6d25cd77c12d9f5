package dev.orderly.shop.notification.application;

import java.util.UUID;

import dev.orderly.events.Events;
import dev.orderly.shop.notification.domain.Email;
import dev.orderly.shop.notification.domain.Notification;
import dev.orderly.shop.notification.domain.NotificationAdded;
import dev.orderly.shop.notification.domain.Notifications;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores a notification; it is sent after the commit, by {@link SendNotificationService}. */
@Service
public class NotifyCustomerService {

    private static final Logger log = LoggerFactory.getLogger(NotifyCustomerService.class);

    private final Notifications notifications;

    NotifyCustomerService(Notifications notifications) {
        this.notifications = notifications;
    }

    /** Adds at most one notification per event, however often this is called. The contact may still be unknown. */
    @Transactional
    public void tell(UUID orderId, UUID eventId, Email email) {
        var notification = new Notification(notifications.nextId(), orderId, eventId, email);
        if (!notifications.add(notification)) {
            log.info(
                    "Duplicate recognized: event {} of order {} already has a notification; nothing changes",
                    eventId,
                    orderId);
            return;
        }
        Events.raise(new NotificationAdded(notification.id()));
        log.info("Notification {} of order {} added: {}", notification.id(), orderId, email.kind());
    }
}
