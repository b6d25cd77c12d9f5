package dev.orderly.localstack;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server, within this JVM, that takes every mail and passes none on. Safe for use by several threads.
 */
public final class MailSink implements AutoCloseable {

    private final int port;
    private final Consumer<String> log;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private @Nullable GreenMail server;

    /**
     * Starts nothing yet.
     *
     * @param log gets one line for each mail
     */
    public MailSink(int port, Consumer<String> log) {
        this.port = port;
        this.log = log;
    }

    /** A mail as it arrived, once for each of its recipients. */
    public record Mail(
            String recipient, String subject, @Nullable String messageId, String text) {}

    /** Every mail since the sink was made, in the order of their arrival. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /** Accepts mails when this returns. */
    public synchronized void start() {
        var setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(10_000);
        var started = new GreenMail(setup);
        var users = started.getUserManager();
        users.setMessageDeliveryHandler((message, recipient) -> receive(users, message, recipient));
        started.start();
        server = started;
    }

    /** Refuses connections from now on; what it has received stays readable. */
    public synchronized void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    private GreenMailUser receive(UserManager users, MovingMessage incoming, MailAddress recipient)
            throws MessagingException, UserException {
        var message = incoming.getMessage();
        var address = recipient.getEmail();
        var mail = new Mail(address, printable(message.getSubject()), message.getMessageID(), text(incoming));
        mails.add(mail);
        log.accept("mail to %s: %s".formatted(printable(mail.recipient()), mail.subject()));
        var user = users.getUserByEmail(address);
        return user != null ? user : users.createUser(address, address, address);
    }

    private static String text(MovingMessage message) throws MessagingException {
        try {
            return String.valueOf(message.getMessage().getContent());
        } catch (IOException e) {
            throw new MessagingException("The body cannot be read", e);
        }
    }

    /** A subject may carry a line break, which must not begin a line of the log. */
    private static String printable(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", " ");
    }
}
