package dev.orderly.shop.notification.application;

import java.time.Duration;

import dev.orderly.shop.notification.NotificationServiceTest;
import dev.orderly.shop.notification.domain.DeliveryState;
import dev.orderly.shop.notification.domain.Email;
import dev.orderly.shop.notification.domain.NotificationStatus;
import dev.orderly.shop.notification.mail.StubbornSmtpServer;
import dev.orderly.shop.work.LeasedWork;
import dev.orderly.shop.work.Leases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_CANCELED;
import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_PLACED;
import static dev.orderly.shop.notification.domain.NotificationKind.REFUND_COMPLETED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class SendNotificationIT extends NotificationServiceTest {

    @Autowired
    private SendNotificationService sendNotification;

    @Autowired
    private LeasedWork<DueNotification> notificationWork;

    @Autowired
    private Leases<DueNotification> leases;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void sendsWhatIsToBeToldRightAfterTheCommit() {
        keepContact();
        var start = System.nanoTime();

        for (int i = 0; i < 8; i++) {
            tell(ORDER_PLACED);
            await().pollInterval(Duration.ofMillis(10)).until(this::isAllSent);
        }

        // With the clock alone, these would take eight seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertThat(mails()).hasSize(8);
        assertThat(deliveries()).allSatisfy(delivery -> {
            assertThat(delivery.recipient()).isEqualTo(email());
            assertThat(delivery.sentAt()).isNotNull();
        });
    }

    @Test
    void tellsOfAnEventOnce() {
        keepContact();
        var eventId = tell(ORDER_PLACED);

        notifyCustomer.tell(orderId, eventId, new Email(ORDER_PLACED, "Again", "Again."));
        awaitAllSent();

        assertThat(deliveries()).hasSize(1);
        assertThat(mails()).hasSize(1);
    }

    @Test
    void waitsForTheContact() {
        tell(REFUND_COMPLETED);
        tell(ORDER_CANCELED);

        await().during(Duration.ofMillis(1_500))
                .until(() -> deliveries().stream().allMatch(SendNotificationIT::waitsWithoutRecipient));
        keepContact();
        tell(ORDER_PLACED);
        awaitAllSent();

        assertThat(deliveries()).extracting(DeliveryState::recipient).containsOnly(email());
        assertThat(mails())
                .extracting(mail -> mail.getSubject())
                .containsExactly("About REFUND_COMPLETED", "About ORDER_CANCELED", "About ORDER_PLACED");
    }

    @Test
    void keepsTryingWhileTheMailServerIsDown(CapturedOutput output) {
        mailServer.stop();
        keepContact();
        tell(ORDER_PLACED);

        // An attempt is counted when it begins: when the fourth is counted, the third has failed and is logged.
        await().until(() -> attempts() >= 4);
        assertThat(deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.status()).isEqualTo(NotificationStatus.PENDING);
            assertThat(delivery.sentAt()).isNull();
            assertThat(delivery.recipient()).isEqualTo(email());
        });
        mailServer.start();
        awaitAllSent();

        assertThat(mails()).hasSize(1);
        assertThat(output).contains("k***@example.com", "attempt 3").doesNotContain(email());
    }

    @Test
    void sendsTheMailsOfAnOrderInTheOrderOfTheirArrival() {
        mailServer.stop();
        keepContact();
        tell(ORDER_PLACED);
        tell(ORDER_CANCELED);
        tell(REFUND_COMPLETED);
        await().until(() -> attempts() >= 3);
        mailServer.start();

        awaitAllSent();

        assertThat(mails())
                .extracting(mail -> mail.getSubject())
                .containsExactly("About ORDER_PLACED", "About ORDER_CANCELED", "About REFUND_COMPLETED");
    }

    @Test
    void aRefusedAddressIsTriedMoreAndMoreSeldom(CapturedOutput output) throws Exception {
        assertThat(nextAttemptAfter("550 <%s> unknown".formatted(email()), 10))
                .isBetween(Duration.ofSeconds(12), Duration.ofSeconds(26));
        assertThat(output).contains("550 <k***@example.com> unknown").doesNotContain(email());
    }

    @Test
    void aMailServerInTroubleIsTriedAgainSoon() throws Exception {
        assertThat(nextAttemptAfter("450 later", 10)).isLessThanOrEqualTo(Duration.ofMillis(500));
    }

    @Test
    void whatAKilledWorkerHadSentIsSentAgainUnderTheSameMessageId() {
        keepContact();
        tell(ORDER_PLACED);
        awaitAllSent();
        jdbc.sql(
                        "UPDATE notification SET status = 'PENDING', sent_at = NULL, next_attempt_at = now() WHERE order_id = ?")
                .param(orderId)
                .update();

        awaitAllSent();

        assertThat(mails()).hasSize(2);
        assertThat(mails())
                .extracting(mail -> mail.getMessageID())
                .containsOnly("<%s@orderly>"
                        .formatted(deliveries().get(0).notification().id()));
    }

    /** The time until the next attempt after the mail server has answered this attempt with this reply. */
    private Duration nextAttemptAfter(String answer, int attempt) throws Exception {
        notificationWork.stop();
        try (var server = new StubbornSmtpServer(answer)) {
            sender.setPort(server.port());
            jdbc.sql("DELETE FROM notification").update();
            keepContact();
            tell(ORDER_PLACED);
            jdbc.sql("UPDATE notification SET attempts = ?").param(attempt - 1).update();

            sendNotification.send(leases.lease(Duration.ofSeconds(20)).orElseThrow());

            return Duration.ofMillis(
                    jdbc.sql("SELECT extract(epoch FROM next_attempt_at - clock_timestamp()) * 1000 FROM notification")
                            .query(Long.class)
                            .single());
        } finally {
            jdbc.sql("DELETE FROM notification").update();
            notificationWork.start();
        }
    }

    private static boolean waitsWithoutRecipient(DeliveryState delivery) {
        return delivery.status() == NotificationStatus.PENDING && delivery.recipient() == null;
    }

    private boolean isAllSent() {
        return deliveries().stream().allMatch(each -> each.status() == NotificationStatus.SENT);
    }

    private int attempts() {
        return jdbc.sql("SELECT max(attempts) FROM notification WHERE order_id = ?")
                .param(orderId)
                .query(Integer.class)
                .single();
    }
}
