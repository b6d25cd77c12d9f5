package dev.orderly.shop.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.orderly.shop.notification.application.FindNotificationsService;
import dev.orderly.shop.notification.application.KeepContactService;
import dev.orderly.shop.notification.application.NotifyCustomerService;
import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.DeliveryState;
import dev.orderly.shop.notification.domain.Email;
import dev.orderly.shop.notification.domain.NotificationKind;
import dev.orderly.shop.notification.domain.NotificationStatus;
import dev.orderly.testsupport.TestServers;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.awaitility.Awaitility.await;

/** Starts the complete service with a real PostgreSQL, a real Kafka, and a mail server that a test can stop. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "shop.demo=true",
            "notification.delivery.first-retry=50ms",
            "notification.delivery.last-retry=500ms",
            "logging.level.com.icegreen=WARN" // it writes addresses into the log
        })
@AutoConfigureRestTestClient
public abstract class NotificationServiceTest {

    private static final int SMTP_PORT = freePort();

    protected static final GreenMail mailServer =
            new GreenMail(new ServerSetup(SMTP_PORT, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @Autowired
    protected KeepContactService keepContact;

    @Autowired
    protected NotifyCustomerService notifyCustomer;

    @Autowired
    protected FindNotificationsService findNotifications;

    @Autowired
    protected JavaMailSenderImpl sender;

    @Autowired
    protected RestTestClient rest;

    protected final UUID orderId = UUID.randomUUID();

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        var database = TestServers.database("notifications");
        registry.add("spring.datasource.url", database::jdbcUrl);
        registry.add("spring.datasource.username", database::username);
        registry.add("spring.datasource.password", database::password);
        registry.add("spring.kafka.bootstrap-servers", TestServers::bootstrapServers);
        registry.add("spring.mail.host", () -> "127.0.0.1");
        registry.add("spring.mail.port", () -> SMTP_PORT);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void startMailServer() {
        mailServer.start();
        sender.setPort(SMTP_PORT);
    }

    @AfterEach
    void stopMailServer() {
        mailServer.stop();
    }

    /** An address that only this test's order has. */
    protected String email() {
        return "kim-" + orderId + "@example.com";
    }

    protected void keepContact() {
        keepContact.keep(new Contact(orderId, "Kim", email()));
    }

    protected UUID tell(NotificationKind kind) {
        var eventId = UUID.randomUUID();
        notifyCustomer.tell(orderId, eventId, new Email(kind, "About " + kind, "It is " + kind + "."));
        return eventId;
    }

    protected List<DeliveryState> deliveries() {
        return findNotifications.ofOrder(orderId);
    }

    protected void awaitAllSent() {
        await().until(() -> deliveries().stream().allMatch(each -> each.status() == NotificationStatus.SENT));
    }

    /** The e-mails to this test's customer, in the order of their arrival. */
    protected List<MimeMessage> mails() {
        return Arrays.stream(mailServer.getReceivedMessages())
                .filter(mail -> Arrays.stream(recipients(mail))
                        .anyMatch(recipient -> recipient.toString().contains(email())))
                .toList();
    }

    private static Address[] recipients(MimeMessage mail) {
        try {
            return mail.getAllRecipients();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
