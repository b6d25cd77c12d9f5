package dev.orderly.shop.notification.persistence;

import dev.orderly.shop.notification.application.DueNotification;
import dev.orderly.shop.work.JdbcLeases;
import dev.orderly.shop.work.LeaseTable;
import dev.orderly.shop.work.Leases;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notifications that are not sent are work, once the order's contact is known and its earlier ones are sent. */
@Configuration(proxyBeanMethods = false)
class NotificationLeasesConfiguration {

    private static final String CONTACT_KNOWN_AND_FIRST_OF_ORDER = """
            EXISTS (SELECT FROM contact WHERE contact.order_id = work.order_id)
            AND NOT EXISTS (
                SELECT FROM notification earlier
                WHERE earlier.order_id = work.order_id
                  AND earlier.status = 'PENDING'
                  AND earlier.arrival < work.arrival)
            """;

    private static final LeaseTable UNSENT_NOTIFICATIONS = new LeaseTable(
            "notification",
            "work.status = 'PENDING'",
            CONTACT_KNOWN_AND_FIRST_OF_ORDER,
            "JOIN contact USING (order_id)");

    @Bean
    Leases<DueNotification> notificationLeases(JdbcClient jdbc) {
        return new JdbcLeases<>(jdbc, UNSENT_NOTIFICATIONS, NotificationRow::dueNotification);
    }
}
