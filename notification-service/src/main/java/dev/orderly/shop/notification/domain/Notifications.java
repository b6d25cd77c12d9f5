package dev.orderly.shop.notification.domain;

import java.util.List;
import java.util.UUID;

/** All notifications: one for an event at most. */
public interface Notifications {

    /** A new identity (a UUIDv7). */
    UUID nextId();

    /**
     * Stores a new notification.
     *
     * @return false when its event has a notification already, and nothing was stored
     */
    boolean add(Notification notification);

    /** The notifications of an order, in the order of their arrival. */
    List<DeliveryState> ofOrder(UUID orderId);
}
