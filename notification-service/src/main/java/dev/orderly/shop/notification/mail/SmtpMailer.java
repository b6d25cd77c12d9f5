package dev.orderly.shop.notification.mail;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;

import dev.orderly.shop.notification.application.MailDeliveryException;
import dev.orderly.shop.notification.application.Mailer;
import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Notification;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;

/** Sends plain-text e-mail; of all header values only the customer's name and address come from outside. */
@Component
class SmtpMailer implements Mailer {

    private final JavaMailSender sender;
    private final MailProperties properties;
    private final Clock clock;

    SmtpMailer(JavaMailSender sender, MailProperties properties, Clock clock) {
        this.sender = sender;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void send(Notification notification, Contact contact) throws MailDeliveryException {
        try {
            sender.send(compose(notification, contact));
        } catch (MessagingException e) {
            throw MailDeliveryException.permanent("cannot compose the e-mail: " + e.getMessage(), e);
        } catch (MailException e) {
            throw failure(e);
        }
    }

    /** Permanent if the mail server rejects the recipient; any other failure is temporary. */
    private static MailDeliveryException failure(MailException e) {
        var failure = failureOf(e);
        var refused = failure instanceof SendFailedException refusal
                && refusal.getInvalidAddresses() != null
                && refusal.getInvalidAddresses().length > 0;
        var reason = String.valueOf(innermost(failure).getMessage()).strip();
        return refused ? MailDeliveryException.permanent(reason, e) : MailDeliveryException.temporary(reason, e);
    }

    /** The cause of a failed connection; for a rejected message, Spring keeps the failure in a separate list. */
    private static Throwable failureOf(MailException e) {
        if (e instanceof MailSendException failed && failed.getMessageExceptions().length > 0) {
            return failed.getMessageExceptions()[0];
        }
        return e.getCause() == null ? e : e.getCause();
    }

    /** The reply of the mail server is the last exception of the chain; the first says only "Invalid Addresses". */
    private static Throwable innermost(Throwable failure) {
        var innermost = failure;
        while (innermost instanceof MessagingException outer && outer.getNextException() != null) {
            innermost = outer.getNextException();
        }
        return innermost;
    }

    private MimeMessage compose(Notification notification, Contact contact) throws MessagingException {
        var name = line(contact.name());
        var mail = sender.createMimeMessage();
        var parts = new MimeMessageHelper(mail, StandardCharsets.UTF_8.name());
        parts.setFrom(properties.from());
        parts.setTo(recipient(contact.email(), name));
        parts.setSubject(notification.email().subject());
        parts.setText("Hello %s,\n\n%s".formatted(name, notification.email().text()));
        parts.setSentDate(Date.from(clock.instant()));
        mail.setHeader("Message-ID", "<%s@orderly>".formatted(notification.id()));
        mail.setHeader("Auto-Submitted", "auto-generated");
        return mail;
    }

    /** @throws AddressException unless it is exactly one valid address */
    private static InternetAddress recipient(String email, String name) throws MessagingException {
        try {
            var recipient = new InternetAddress(email, name, StandardCharsets.UTF_8.name());
            recipient.validate();
            if (recipient.isGroup()) {
                throw new AddressException("A group of addresses, not one address");
            }
            return recipient;
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes line breaks, so that a name cannot add a header. */
    private static String line(String name) {
        return name.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ").strip();
    }
}
