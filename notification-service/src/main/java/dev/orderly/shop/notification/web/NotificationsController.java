package dev.orderly.shop.notification.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.orderly.shop.notification.application.FindNotificationsService;
import dev.orderly.shop.notification.domain.Delivery;
import dev.orderly.shop.notification.domain.NotificationKind;
import dev.orderly.shop.notification.domain.NotificationStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class NotificationsController {

    private final FindNotificationsService findNotifications;

    NotificationsController(FindNotificationsService findNotifications) {
        this.findNotifications = findNotifications;
    }

    @GetMapping("/notifications")
    NotificationList notifications(@RequestParam UUID orderId) {
        return new NotificationList(findNotifications.ofOrder(orderId).stream()
                .map(NotificationView::of)
                .toList());
    }

    record NotificationList(List<NotificationView> items) {}

    record NotificationView(
            UUID notificationId,
            UUID orderId,
            UUID eventId,
            NotificationKind kind,
            @Nullable String recipient,
            NotificationStatus status,
            @Nullable Instant sentAt) {

        static NotificationView of(Delivery delivery) {
            var notification = delivery.notification();
            return new NotificationView(
                    notification.id(),
                    notification.orderId(),
                    notification.eventId(),
                    notification.message().kind(),
                    delivery.recipient(),
                    delivery.status(),
                    delivery.sentAt());
        }
    }
}
