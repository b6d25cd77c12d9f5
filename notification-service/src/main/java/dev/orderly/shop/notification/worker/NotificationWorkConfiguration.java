package dev.orderly.shop.notification.worker;

import dev.orderly.shop.notification.application.DeliveryProperties;
import dev.orderly.shop.notification.application.DueNotification;
import dev.orderly.shop.notification.application.SendNotificationService;
import dev.orderly.shop.work.LeasedWork;
import dev.orderly.shop.work.Leases;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The threads that send notifications. */
@Configuration(proxyBeanMethods = false)
class NotificationWorkConfiguration {

    @Bean
    LeasedWork<DueNotification> notificationWork(
            Leases<DueNotification> leases, SendNotificationService sendNotification, DeliveryProperties properties) {
        return new LeasedWork<>(
                "notification", properties.parallel(), properties.lease(), leases, sendNotification::send);
    }
}
