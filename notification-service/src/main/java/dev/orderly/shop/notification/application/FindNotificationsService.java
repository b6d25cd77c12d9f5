package dev.orderly.shop.notification.application;

import java.util.List;
import java.util.UUID;

import dev.orderly.shop.notification.domain.DeliveryState;
import dev.orderly.shop.notification.domain.Notifications;
import org.springframework.stereotype.Service;

/** Finds notifications. */
@Service
public class FindNotificationsService {

    private final Notifications notifications;

    FindNotificationsService(Notifications notifications) {
        this.notifications = notifications;
    }

    /** The notifications of an order in the order in which they were added; empty if the order is unknown. */
    public List<DeliveryState> ofOrder(UUID orderId) {
        return notifications.ofOrder(orderId);
    }
}
