package dev.orderly.localstack.stub;

import java.net.Socket;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.localstack.process.Ports;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

class MailSinkIT {

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final int port = Ports.free();
    private final MailSink sink = new MailSink(port, log::add);

    @BeforeEach
    void start() {
        sink.start();
    }

    @AfterEach
    void stop() {
        sink.stop();
    }

    @Test
    void keepsAndLogsEveryEmail() throws MessagingException {
        send("kim@example.com", "주문 — your order");
        send("kim@example.com", "Your refund");

        assertThat(sink.mails())
                .extracting(MailSink.Mail::recipient, MailSink.Mail::subject)
                .containsExactly(tuple("kim@example.com", "주문 — your order"), tuple("kim@example.com", "Your refund"));
        assertThat(sink.mails().get(0).text()).contains("Hello");
        assertThat(sink.mails().get(0).messageId()).isNotBlank();
        assertThat(log)
                .containsExactly(
                        "e-mail to k***@example.com: 주문 — your order", "e-mail to k***@example.com: Your refund");
    }

    @Test
    void theLogLineNamesTheOrder() throws MessagingException {
        send("kim@example.com", "Your order", "Thank you for your order 0192f0c1-2d3e-7f4a-8b5c-6d7e8f901234.");

        assertThat(log)
                .containsExactly(
                        "e-mail to k***@example.com about order 0192f0c1-2d3e-7f4a-8b5c-6d7e8f901234: Your order");
    }

    @Test
    void aSenderIsToldThatItsEmailWasDropped() throws MessagingException {
        sink.drop(true);

        assertThatThrownBy(() -> send("kim@example.com", "Your order")).isInstanceOf(MessagingException.class);

        assertThat(sink.mails()).isEmpty();
        assertThat(log).containsExactly("dropped an e-mail: Your order");
        sink.drop(false);
        send("kim@example.com", "Your order");
        assertThat(sink.mails()).hasSize(1);
    }

    @Test
    void aSubjectCannotForgeALogLine() throws MessagingException {
        send("kim@example.com", "Grüße\nstack | all is well");

        assertThat(log).singleElement().satisfies(line -> assertThat(line).doesNotContain("\n", "\r"));
    }

    @Test
    void refusesConnectionsAfterStopAndKeepsItsEmails() throws MessagingException {
        send("kim@example.com", "Your order");

        sink.stop();

        assertThatThrownBy(() -> send("kim@example.com", "Lost")).isInstanceOf(MessagingException.class);
        sink.start();
        send("kim@example.com", "Your refund");
        assertThat(sink.mails()).hasSize(2);
    }

    /** Otherwise GreenMail's thread throws, and whoever waits with Awaitility in the same JVM fails. */
    @Test
    void aClientThatIsKilledIsALineInTheLog() throws Exception {
        try (var client = new Socket("127.0.0.1", port)) {
            client.getInputStream().read();
            client.setSoLinger(true, 0);
        }

        await().untilAsserted(() ->
                assertThat(log).containsExactly("a client has gone away in the middle of an e-mail: Connection reset"));
    }

    private void send(String recipient, String subject) throws MessagingException {
        send(recipient, subject, "Hello");
    }

    private void send(String recipient, String subject, String text) throws MessagingException {
        var settings = new Properties();
        settings.put("mail.smtp.host", "127.0.0.1");
        settings.put("mail.smtp.port", String.valueOf(port));
        var message = new MimeMessage(Session.getInstance(settings));
        message.setFrom("shop@example.com");
        message.setRecipients(RecipientType.TO, recipient);
        message.setSubject(subject, "UTF-8");
        message.setText(text);
        Transport.send(message);
    }
}
