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

/** Writes down that a customer is to be told something. Nothing is sent here. */
@Service
public class NotifyCustomerService {

    private static final Logger log = LoggerFactory.getLogger(NotifyCustomerService.class);

    private final Notifications notifications;

    NotifyCustomerService(Notifications notifications) {
        this.notifications = notifications;
    }

    /** One notification for an event, however often this is called. The contact of the order need not be known yet. */
    @Transactional
    public void tell(UUID orderId, UUID eventId, Email email) {
        var notification = new Notification(notifications.nextId(), orderId, eventId, email);
        if (!notifications.add(notification)) {
            log.info("The customer of order {} is told of event {} already", orderId, eventId);
            return;
        }
        Events.raise(new NotificationAdded(notification.id()));
        log.info("Notification {} of order {} is to be sent: {}", notification.id(), orderId, email.kind());
    }
}
