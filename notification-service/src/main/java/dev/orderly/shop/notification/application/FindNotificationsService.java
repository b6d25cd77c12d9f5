package dev.orderly.shop.notification.application;

import java.util.List;
import java.util.UUID;

import dev.orderly.shop.notification.domain.DeliveryState;
import dev.orderly.shop.notification.domain.Notifications;
import org.springframework.stereotype.Service;

/** Looks notifications up. */
@Service
public class FindNotificationsService {

    private final Notifications notifications;

    FindNotificationsService(Notifications notifications) {
        this.notifications = notifications;
    }

    /** The notifications of an order in the order of their arrival: empty when it is unknown. */
    public List<DeliveryState> ofOrder(UUID orderId) {
        return notifications.ofOrder(orderId);
    }
}
