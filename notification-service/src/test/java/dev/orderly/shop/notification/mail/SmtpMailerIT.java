package dev.orderly.shop.notification.mail;

import java.util.Collections;
import java.util.UUID;

import dev.orderly.shop.notification.NotificationServiceTest;
import dev.orderly.shop.notification.application.MailDeliveryException;
import dev.orderly.shop.notification.application.Mailer;
import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Email;
import dev.orderly.shop.notification.domain.Notification;
import dev.orderly.shop.notification.domain.NotificationKind;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SmtpMailerIT extends NotificationServiceTest {

    @Autowired
    private Mailer mailer;

    private final Notification notification = new Notification(
            UUID.randomUUID(),
            orderId,
            UUID.randomUUID(),
            new Email(
                    NotificationKind.ORDER_PLACED, "We have your order", "Danke schön.\n\nIts total is 30000 KRW.\n"));

    @Test
    void sendsPlainText() throws Exception {
        send("Kim");

        var mail = theMail();
        assertThat(mail.getFrom()).containsExactly(new InternetAddress("shop@orderly.example", "Orderly"));
        assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress(email(), "Kim"));
        assertThat(mail.getSubject()).isEqualTo("We have your order");
        assertThat(mail.getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(text(mail)).isEqualTo("Hello Kim,\n\nDanke schön.\n\nIts total is 30000 KRW.");
        assertThat(mail.getMessageID()).isEqualTo("<" + notification.id() + "@orderly>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @Test
    void sentTwiceItBearsTheSameMessageId() throws Exception {
        send("Kim");
        send("Kim");

        assertThat(mails()).hasSize(2);
        assertThat(mails()).extracting(MimeMessage::getMessageID).containsOnly("<" + notification.id() + "@orderly>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Kim\r\nBcc: victim@example.com",
                "Kim\nBcc: victim@example.com",
                "Kim\r\n\r\nBcc: victim@example.com",
                "Kim\u2028Bcc: victim@example.com",
                "Kim\u0085Bcc: victim@example.com",
                "김\r\nBcc: victim@example.com",
                "Kim\0\r\nBcc: victim@example.com"
            })
    void noNameStartsAHeader(String name) throws Exception {
        send(name);

        var mail = theMail();
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(Collections.list(mail.getAllHeaders()))
                .extracting(header -> header.getName())
                .doesNotContain("Bcc");
        assertThat(mail.getAllRecipients())
                .singleElement()
                .extracting(recipient -> ((InternetAddress) recipient).getPersonal())
                .asString()
                .matches("(Kim|김) Bcc: victim@example.com");
        assertThat(text(mail)).containsPattern("^Hello (Kim|김) Bcc: victim@example.com,\n");
        assertThat(mailServer.getReceivedMessages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "김철수",
                "Zoë O'Neil",
                "😀 Smile",
                "\"Kim\" <x@y>, z@y",
                "Kim, Jr.",
                "=?utf-8?q?x?=",
                "a\\b",
                "مرحبا"
            })
    void everyNameArrivesAsItIs(String name) throws Exception {
        send(name);

        assertThat(((InternetAddress) theMail().getAllRecipients()[0]).getAddress())
                .isEqualTo(email());
        assertThat(text(theMail())).startsWith("Hello " + name + ",\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\uD800", "\r\n"})
    void aNameMayBeNoName(String name) throws Exception {
        send(name);

        assertThat(((InternetAddress) theMail().getAllRecipients()[0]).getAddress())
                .isEqualTo(email());
    }

    @Test
    void aNameMayBeLong() throws Exception {
        send("김 ".repeat(500));

        assertThat(theMail().getAllRecipients()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kim",
                "kim@",
                "kim@example.com, lee@example.com",
                "kim@example.com\r\nRCPT TO:<lee@example.com>",
                "friends: kim@example.com, lee@example.com;",
                "Kim <kim@example.com>"
            })
    void whatIsNoAddressIsRefusedForGood(String email) {
        var trouble = catchThrowableOfType(
                MailDeliveryException.class, () -> mailer.send(notification, new Contact(orderId, "Kim", email)));

        assertThat(trouble.isPermanent()).isTrue();
        assertThat(mailServer.getReceivedMessages()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "550 5.1.1 nobody here, true",
        "553 not allowed, true",
        "450 come back later, false",
        "452 mailbox full, false"
    })
    void tellsWhatIsRefusedForGoodFromWhatMayPass(String answer, boolean permanent) throws Exception {
        try (var server = new StubbornSmtpServer(answer)) {
            sender.setPort(server.port());

            var trouble = catchThrowableOfType(MailDeliveryException.class, () -> send("Kim"));

            assertThat(trouble.isPermanent()).isEqualTo(permanent);
            assertThat(trouble).hasMessage(answer);
        }
    }

    @Test
    void aMailServerThatIsDownMayComeBack() {
        mailServer.stop();

        var trouble = catchThrowableOfType(MailDeliveryException.class, () -> send("Kim"));

        assertThat(trouble.isPermanent()).isFalse();
        assertThat(trouble).hasMessage("Connection refused");
    }

    private void send(String name) throws MailDeliveryException {
        mailer.send(notification, new Contact(orderId, name, email()));
    }

    private MimeMessage theMail() {
        assertThat(mails()).hasSize(1);
        return mails().get(0);
    }

    private static String text(MimeMessage mail) throws Exception {
        return mail.getContent().toString().replace("\r\n", "\n").strip();
    }
}
