package dev.orderly.shop.notification.worker;

import dev.orderly.shop.notification.application.DueNotification;
import dev.orderly.shop.notification.domain.NotificationAdded;
import dev.orderly.shop.work.LeasedWork;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/** Wakes a thread right after the commit that has added a notification. */
@Component
class NotificationAddedListener {

    private final LeasedWork<DueNotification> notificationWork;

    NotificationAddedListener(LeasedWork<DueNotification> notificationWork) {
        this.notificationWork = notificationWork;
    }

    @TransactionalEventListener
    void on(NotificationAdded event) {
        notificationWork.wake();
    }
}
