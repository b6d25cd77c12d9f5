package dev.orderly.events.inbox;

import java.time.Duration;
import java.util.List;

import dev.orderly.events.inbox.Incoming.Malformed;
import dev.orderly.events.inbox.Incoming.Unwanted;
import dev.orderly.events.inbox.Incoming.Wanted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Takes deliveries in, and gives each event its effect once.
 *
 * <p>One transaction holds the note that an event is processed and everything its handler does in the database. A
 * whole batch shares one; only when that fails is each event tried in its own, so that the one that fails is set
 * aside alone. A delivery that has been received is either processed, set aside or of no interest here: nothing is
 * skipped.
 */
public final class Inbox {

    private static final Logger log = LoggerFactory.getLogger(Inbox.class);

    private final IncomingReader reader;
    private final DeadLetters deadLetters;
    private final EventProcessor processor;
    private final TransactionOperations transactions;
    private final InboxProperties properties;

    Inbox(
            IncomingReader reader,
            DeadLetters deadLetters,
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
     * Takes in what a transport delivered, in this order and in this thread. The transport may forget the deliveries
     * when this returns.
     *
     * @throws RuntimeException when the database is away; the transport has to deliver all of them again
     */
    public void receive(List<Delivery> deliveries) {
        var incoming = deliveries.stream().map(reader::read).toList();
        try {
            transactions.executeWithoutResult(status -> incoming.forEach(this::take));
        } catch (RuntimeException e) {
            if (isDatabaseAway(e)) {
                throw e;
            }
            log.debug("A batch of {} failed, taking its events one by one", incoming.size(), e);
            incoming.forEach(this::takeAlone);
        }
    }

    private void takeAlone(Incoming incoming) {
        try {
            transactions.executeWithoutResult(status -> take(incoming));
        } catch (RuntimeException e) {
            if (isDatabaseAway(e)) {
                throw e;
            }
            var pause = properties.backOffAfter(1);
            log.warn(
                    "{} failed, tried again in {} s: {}",
                    incoming.delivery().origin(),
                    pause.toSeconds(),
                    e.toString(),
                    e);
            transactions.executeWithoutResult(
                    status -> deadLetters.add(incoming.delivery(), false, 1, e.toString(), pause));
        }
    }

    private void take(Incoming incoming) {
        var delivery = incoming.delivery();
        if (incoming instanceof Malformed malformed) {
            log.warn("Parked {}: {}", delivery.origin(), malformed.reason());
            deadLetters.add(delivery, true, 1, malformed.reason(), Duration.ZERO);
        } else if (incoming instanceof Unwanted unwanted) {
            log.debug("No handler for {} from {}", unwanted.metadata().type(), delivery.origin());
        } else if (incoming instanceof Wanted wanted) {
            if (deadLetters.isBlocked(delivery)) {
                setBehind(wanted);
            } else {
                processor.process(wanted);
            }
        }
    }

    private void setBehind(Wanted wanted) {
        var metadata = wanted.metadata();
        var delivery = wanted.delivery();
        log.info(
                "{} {} of {} from {} waits behind an earlier event of its aggregate",
                metadata.type(),
                metadata.id(),
                metadata.subject(),
                delivery.origin());
        deadLetters.add(delivery, false, 0, "waits behind an earlier event of its aggregate", Duration.ZERO);
    }

    /** Then no event is to blame, and none can be set aside either. */
    static boolean isDatabaseAway(RuntimeException e) {
        return e instanceof DataAccessResourceFailureException
                || e instanceof CannotCreateTransactionException
                || e instanceof TransactionSystemException;
    }
}
