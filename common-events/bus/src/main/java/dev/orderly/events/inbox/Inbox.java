package dev.orderly.events.inbox;

import java.sql.SQLException;
import java.util.List;

import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.inbox.Incoming.Malformed;
import dev.orderly.events.inbox.Incoming.Unwanted;
import dev.orderly.events.inbox.Incoming.Wanted;
import dev.orderly.events.message.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes messages in, and gives each event its effect once.
 *
 * <p>One transaction holds the note that an event is processed and everything its handler does in the database. A
 * whole batch shares one; only when that fails is each event tried in its own, so that the one that fails is set
 * aside alone. A message that has been received is either processed, set aside or of no interest here: nothing is
 * skipped.
 */
public final class Inbox {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final IncomingReader reader;
    private final DeadLetterQueue deadLetters;
    private final EventProcessor processor;
    private final TransactionOperations transactions;
    private final InboxProperties properties;

    Inbox(
            IncomingReader reader,
            DeadLetterQueue deadLetters,
            EventProcessor processor,
            TransactionOperations transactions,
            InboxProperties properties) {
        this.reader = reader;
        this.deadLetters = deadLetters;
        this.processor = processor;
        this.transactions = transactions;
        this.properties = properties;
    }

    /**
     * Takes in what a transport delivered, in this order and in this thread. The transport may forget them
     * when this returns.
     *
     * @throws RuntimeException when the database is away; the transport has to deliver all of them again
     */
    public void receive(List<Message> messages) {
        receive(messages, message -> {});
    }

    /**
     * The same, for a transport that leaves it to its consumer to remember how far it got.
     *
     * @param progress is told in the very transaction that takes a message in, and for a batch of its last one only
     * @throws RuntimeException when the database is away; the transport has to deliver all of them again
     */
    public void receive(List<Message> messages, Progress progress) {
        var incoming = messages.stream().map(reader::read).toList();
        try {
            transactions.executeWithoutResult(status -> {
                incoming.forEach(this::take);
                progress.at(messages.get(messages.size() - 1));
            });
        } catch (RuntimeException e) {
            if (isDatabaseAway(e)) {
                throw e;
            }
            log.debug("A batch of {} failed, taking its events one by one", incoming.size(), e);
            incoming.forEach(each -> takeAlone(each, progress));
        }
    }

    private void takeAlone(Incoming incoming, Progress progress) {
        try {
            transactions.executeWithoutResult(status -> {
                take(incoming);
                progress.at(incoming.message());
            });
        } catch (RuntimeException e) {
            if (isDatabaseAway(e)) {
                throw e;
            }
            var pause = properties.backOffAfter(1);
            log.warn(
                    "{} failed, tried again in {} s: {}",
                    incoming.message().origin(),
                    pause.toSeconds(),
                    e.toString(),
                    e);
            transactions.executeWithoutResult(status -> {
                deadLetters.retryLater(incoming.message(), 1, e.toString(), pause);
                progress.at(incoming.message());
            });
        }
    }

    private void take(Incoming incoming) {
        var message = incoming.message();
        if (incoming instanceof Malformed malformed) {
            log.warn("Parked {}: {}", message.origin(), malformed.reason());
            deadLetters.park(message, 1, malformed.reason());
        } else if (incoming instanceof Unwanted unwanted) {
            log.debug("No handler for {} from {}", unwanted.metadata().type(), message.origin());
        } else if (incoming instanceof Wanted wanted) {
            if (deadLetters.isBlocked(message)) {
                setBehind(wanted);
            } else {
                processor.process(wanted);
            }
        }
    }

    private void setBehind(Wanted wanted) {
        var metadata = wanted.metadata();
        var message = wanted.message();
        log.info(
                "{} {} of {} from {} waits behind an earlier event of its aggregate",
                metadata.type(),
                metadata.id(),
                metadata.subject(),
                message.origin());
        deadLetters.waitBehind(message);
    }

    /**
     * Then no event is to blame, and none can be set aside either. A commit can also fail by what a handler did, as with
     * JPA, which may look at an entity only then; the database has nothing to say about that.
     */
    static boolean isDatabaseAway(RuntimeException e) {
        return e instanceof DataAccessResourceFailureException
                || e instanceof CannotCreateTransactionException
                || e instanceof TransactionSystemException failure && failure.contains(SQLException.class);
    }

    /** Remembers how far a consumer got, in the running transaction. */
    @FunctionalInterface
    public interface Progress {

        /** This message, and all before it, have been taken in. */
        void at(Message last);
    }
}
