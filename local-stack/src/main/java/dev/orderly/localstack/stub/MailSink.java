package dev.orderly.localstack.stub;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import org.jspecify.annotations.Nullable;

/** An SMTP server within this JVM that keeps every e-mail and delivers none. */
public final class MailSink extends StubServer<GreenMail> {

    private static final Pattern ID = Pattern.compile("\\b\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\b");

    private final int port;
    private final Consumer<String> log;
    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private volatile boolean dropping;

    /**
     * Does not start the server yet.
     *
     * @param log gets one line for each e-mail
     */
    public MailSink(int port, Consumer<String> log) {
        this.port = port;
        this.log = log;
    }

    /** An e-mail as it arrived; one with several recipients appears once for each of them. */
    public record Mail(
            String recipient, String subject, @Nullable String messageId, String text) {}

    /** Every e-mail since this object was created, in the order of arrival. */
    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    /** From now on, each e-mail is refused in the middle of its delivery, as by a server that fails; or taken again. */
    public void drop(boolean drop) {
        dropping = drop;
    }

    /** GreenMail's threads belong to the group of the thread that starts it. */
    @Override
    GreenMail startServer() {
        var threads = new MailThreads();
        return CompletableFuture.supplyAsync(
                        this::startInThisThread, task -> new Thread(threads, task, "mail-start").start())
                .join();
    }

    private GreenMail startInThisThread() {
        var setup = new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        setup.setServerStartupTimeout(10_000);
        var started = new GreenMail(setup);
        var users = started.getUserManager();
        users.setMessageDeliveryHandler((message, recipient) -> receive(users, message, recipient));
        started.start();
        return started;
    }

    @Override
    void stopServer(GreenMail server) {
        server.stop();
    }

    private GreenMailUser receive(UserManager users, MovingMessage incoming, MailAddress recipient)
            throws MessagingException, UserException {
        var message = incoming.getMessage();
        var address = recipient.getEmail();
        if (dropping) {
            log.accept("dropped an e-mail%s: %s".formatted(order(text(incoming)), printable(message.getSubject())));
            throw new UserException("The e-mail was dropped on purpose");
        }
        var mail = new Mail(address, printable(message.getSubject()), message.getMessageID(), text(incoming));
        mails.add(mail);
        log.accept("e-mail to %s%s: %s".formatted(masked(mail.recipient()), order(mail.text()), mail.subject()));
        var user = users.getUserByEmail(address);
        return user != null ? user : users.createUser(address, address, address);
    }

    /** As the services' logs show an address. */
    private static String masked(String address) {
        return printable(address).replaceFirst("(?<=.).*(?=@)", "***");
    }

    /** Each e-mail of the shop names its order. */
    private static String order(String text) {
        var id = ID.matcher(text);
        return id.find() ? " about order " + id.group() : "";
    }

    private static String text(MovingMessage message) throws MessagingException {
        try {
            return String.valueOf(message.getMessage().getContent());
        } catch (IOException e) {
            throw new MessagingException("Cannot read the body of the e-mail", e);
        }
    }

    /** Replaces control characters: a line break in a subject must not start a log line. */
    private static String printable(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}", " ");
    }

    /** GreenMail ends the thread of a connection that breaks with an exception; a killed service breaks its connections. */
    private final class MailThreads extends ThreadGroup {

        MailThreads() {
            super("mail");
        }

        @Override
        public void uncaughtException(Thread thread, Throwable e) {
            if (e.getCause() instanceof SocketException broken) {
                log.accept("a client has gone away in the middle of an e-mail: " + broken.getMessage());
            } else {
                super.uncaughtException(thread, e);
            }
        }
    }
}
