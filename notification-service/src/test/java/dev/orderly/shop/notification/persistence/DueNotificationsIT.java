package dev.orderly.shop.notification.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import dev.orderly.shop.notification.NotificationServiceTest;
import dev.orderly.shop.notification.application.DueNotification;
import dev.orderly.shop.notification.application.DueNotifications;
import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Email;
import dev.orderly.shop.notification.domain.NotificationKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_CANCELED;
import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_PLACED;
import static org.assertj.core.api.Assertions.assertThat;

class DueNotificationsIT extends NotificationServiceTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Autowired
    private DueNotifications dueNotifications;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private SmartLifecycle notificationWorker;

    @BeforeEach
    void nobodyElseLeases() {
        notificationWorker.stop();
        jdbc.sql("DELETE FROM notification").update();
    }

    @AfterEach
    void work() {
        jdbc.sql("DELETE FROM notification").update();
        notificationWorker.start();
    }

    @Test
    void aNewNotificationIsDueAtOnce() {
        keepContact();
        tell(ORDER_PLACED);

        var due = dueNotifications.lease(LONG).orElseThrow();

        assertThat(due.notification().orderId()).isEqualTo(orderId);
        assertThat(due.contact()).isEqualTo(new Contact(orderId, "Kim", email()));
        assertThat(due.attempt()).isEqualTo(1);
    }

    @Test
    void oneWithoutAContactIsNotDueAndHoldsUpNoOther() {
        notifyCustomer.tell(UUID.randomUUID(), UUID.randomUUID(), new Email(ORDER_PLACED, "To", "nobody"));
        keepContact();
        tell(ORDER_PLACED);

        assertThat(leaseAll())
                .singleElement()
                .satisfies(due -> assertThat(due.notification().orderId()).isEqualTo(orderId));
    }

    @Test
    void theNextOfAnOrderIsDueWhenTheFirstIsSent() {
        keepContact();
        tell(ORDER_PLACED);
        tell(ORDER_CANCELED);
        var first = dueNotifications.lease(LONG).orElseThrow();

        assertThat(kind(first)).isEqualTo(ORDER_PLACED);
        assertThat(dueNotifications.lease(LONG)).isEmpty();

        dueNotifications.markSent(first.notification().id(), Instant.now());
        assertThat(dueNotifications.lease(LONG))
                .hasValueSatisfying(next -> assertThat(kind(next)).isEqualTo(ORDER_CANCELED));
    }

    @Test
    void oneIsDueAgainWhenItsLeaseIsOverOrItsTimeHasCome() {
        keepContact();
        tell(ORDER_PLACED);
        dueNotifications.lease(Duration.ZERO);
        var second = dueNotifications.lease(LONG).orElseThrow();

        dueNotifications.postpone(second.notification().id(), LONG);
        assertThat(dueNotifications.lease(LONG)).isEmpty();

        dueNotifications.postpone(second.notification().id(), Duration.ZERO);
        assertThat(dueNotifications.lease(LONG))
                .hasValueSatisfying(third -> assertThat(third.attempt()).isEqualTo(3));
    }

    @Test
    void aSentOneIsNeverDueAgain() {
        keepContact();
        tell(ORDER_PLACED);
        var id = dueNotifications
                .lease(Duration.ZERO)
                .orElseThrow()
                .notification()
                .id();

        dueNotifications.markSent(id, Instant.now());
        dueNotifications.postpone(id, Duration.ZERO);

        assertThat(dueNotifications.lease(LONG)).isEmpty();
    }

    @Test
    void severalWorkersNeverLeaseTheSame() throws Exception {
        var orderIds = Stream.generate(this::placedOrder).limit(200).toList();
        var workers = Executors.newFixedThreadPool(8);
        try {
            var leased = new ArrayList<UUID>();
            for (var each : workers.invokeAll(Stream.generate(() -> (Callable<List<DueNotification>>) this::leaseAll)
                    .limit(8)
                    .toList())) {
                each.get().forEach(due -> leased.add(due.notification().orderId()));
            }

            assertThat(leased).containsExactlyInAnyOrderElementsOf(orderIds);
        } finally {
            workers.shutdown();
        }
    }

    private UUID placedOrder() {
        var placed = UUID.randomUUID();
        keepContact.keep(new Contact(placed, "Kim", "kim@example.com"));
        notifyCustomer.tell(placed, UUID.randomUUID(), new Email(ORDER_PLACED, "Hi", "Hi"));
        return placed;
    }

    private List<DueNotification> leaseAll() {
        return Stream.iterate(dueNotifications.lease(LONG), due -> due.isPresent(), due -> dueNotifications.lease(LONG))
                .limit(1_000) // more than there are: a lease that does not hold shall not go on for ever
                .map(due -> due.orElseThrow())
                .toList();
    }

    private static NotificationKind kind(DueNotification due) {
        return due.notification().email().kind();
    }
}
