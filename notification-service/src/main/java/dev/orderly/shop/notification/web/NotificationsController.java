package dev.orderly.shop.notification.web;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.orderly.shop.notification.application.FindNotificationsService;
import dev.orderly.shop.notification.domain.DeliveryState;
import dev.orderly.shop.notification.domain.NotificationKind;
import dev.orderly.shop.notification.domain.NotificationStatus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "Notifications", description = "One e-mail for each event of an order, except its shipment.")
@RestController
class NotificationsController {

    private final FindNotificationsService findNotifications;

    NotificationsController(FindNotificationsService findNotifications) {
        this.findNotifications = findNotifications;
    }

    @Operation(
            operationId = "listNotifications",
            summary = "List the notifications of an order, the oldest first",
            description = "The recipient is null while the contact of the order is unknown.")
    @ApiResponse(responseCode = "200", description = "The notifications.")
    @GetMapping(path = "/notifications", produces = MediaType.APPLICATION_JSON_VALUE)
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

        static NotificationView of(DeliveryState delivery) {
            var notification = delivery.notification();
            return new NotificationView(
                    notification.id(),
                    notification.orderId(),
                    notification.eventId(),
                    notification.email().kind(),
                    delivery.recipient(),
                    delivery.status(),
                    delivery.sentAt());
        }
    }
}
