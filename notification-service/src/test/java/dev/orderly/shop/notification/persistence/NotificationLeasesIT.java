package dev.orderly.shop.notification.persistence;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.orderly.shop.notification.NotificationServiceTest;
import dev.orderly.shop.notification.application.DueNotification;
import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Email;
import dev.orderly.shop.notification.domain.NotificationKind;
import dev.orderly.shop.notification.domain.Notifications;
import dev.orderly.shop.work.Leased;
import dev.orderly.shop.work.LeasedWork;
import dev.orderly.shop.work.Leases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_CANCELED;
import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_PLACED;
import static org.assertj.core.api.Assertions.assertThat;

/** Which notifications are work; how leases behave is tested in common-web. */
class NotificationLeasesIT extends NotificationServiceTest {

    private static final Duration LONG = Duration.ofHours(1);

    @Autowired
    private Leases<DueNotification> leases;

    @Autowired
    private Notifications notifications;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private LeasedWork<DueNotification> notificationWork;

    @BeforeEach
    void stopWork() {
        notificationWork.stop();
        jdbc.sql("DELETE FROM notification").update();
    }

    @AfterEach
    void startWork() {
        jdbc.sql("DELETE FROM notification").update();
        notificationWork.start();
    }

    @Test
    void aNewNotificationIsDueAtOnce() {
        keepContact();
        tell(ORDER_PLACED);

        var due = leases.lease(LONG).orElseThrow();

        assertThat(due.work().notification().orderId()).isEqualTo(orderId);
        assertThat(due.work().contact()).isEqualTo(new Contact(orderId, "Kim", email()));
        assertThat(due.attempt()).isEqualTo(1);
    }

    @Test
    void oneWithoutAContactIsNotDueAndHoldsUpNoOther() {
        notifyCustomer.tell(UUID.randomUUID(), UUID.randomUUID(), new Email(ORDER_PLACED, "To", "nobody"));
        keepContact();
        tell(ORDER_PLACED);

        assertThat(leaseAll()).singleElement().satisfies(due -> assertThat(
                        due.work().notification().orderId())
                .isEqualTo(orderId));
    }

    @Test
    void theNextOfAnOrderIsDueWhenTheFirstIsSent() {
        keepContact();
        tell(ORDER_PLACED);
        tell(ORDER_CANCELED);
        var first = leases.lease(LONG).orElseThrow();

        assertThat(kind(first)).isEqualTo(ORDER_PLACED);
        assertThat(leases.lease(LONG)).isEmpty();

        notifications.markSent(first.id(), Instant.now());
        assertThat(leases.lease(LONG))
                .hasValueSatisfying(next -> assertThat(kind(next)).isEqualTo(ORDER_CANCELED));
    }

    @Test
    void aSentOneIsNeverDueAgain() {
        keepContact();
        tell(ORDER_PLACED);
        var id = leases.lease(Duration.ZERO).orElseThrow().id();

        notifications.markSent(id, Instant.now());
        leases.postpone(id, Duration.ZERO);

        assertThat(leases.lease(LONG)).isEmpty();
    }

    private List<Leased<DueNotification>> leaseAll() {
        return Stream.iterate(leases.lease(LONG), due -> due.isPresent(), due -> leases.lease(LONG))
                .limit(1_000) // more than there are, so that a broken lease does not loop forever
                .map(due -> due.orElseThrow())
                .toList();
    }

    private static NotificationKind kind(Leased<DueNotification> due) {
        return due.work().notification().email().kind();
    }
}
