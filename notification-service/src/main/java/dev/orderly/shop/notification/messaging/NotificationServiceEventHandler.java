package dev.orderly.shop.notification.messaging;

import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import dev.orderly.shop.contract.OrderCanceled;
import dev.orderly.shop.contract.OrderPlaced;
import dev.orderly.shop.contract.RefundCompleted;
import dev.orderly.shop.contract.RefundRejected;
import dev.orderly.shop.notification.application.KeepContactService;
import dev.orderly.shop.notification.application.NotifyCustomerService;
import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Email;
import org.springframework.stereotype.Component;

/**
 * Handles {@code order-events} and {@code refund-events}: adds a notification for each event, except for a shipment.
 *
 * <p>There is no order between the two topics: the outcome of a refund may arrive before its {@code order.placed}.
 */
@Component
class NotificationServiceEventHandler {

    private final KeepContactService keepContact;
    private final NotifyCustomerService notifyCustomer;

    NotificationServiceEventHandler(KeepContactService keepContact, NotifyCustomerService notifyCustomer) {
        this.keepContact = keepContact;
        this.notifyCustomer = notifyCustomer;
    }

    @EventHandler
    void on(OrderPlaced event, EventMetadata metadata) {
        var customer = event.customer();
        keepContact.keep(new Contact(event.orderId(), customer.name(), customer.email()));
        notifyCustomer.tell(event.orderId(), metadata.id(), Email.about(event));
    }

    @EventHandler
    void on(OrderCanceled event, EventMetadata metadata) {
        notifyCustomer.tell(event.orderId(), metadata.id(), Email.about(event));
    }

    @EventHandler
    void on(RefundCompleted event, EventMetadata metadata) {
        notifyCustomer.tell(event.orderId(), metadata.id(), Email.about(event));
    }

    @EventHandler
    void on(RefundRejected event, EventMetadata metadata) {
        notifyCustomer.tell(event.orderId(), metadata.id(), Email.about(event));
    }
}
