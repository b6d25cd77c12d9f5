package dev.orderly.events.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.inbox.Incoming.Accepted;
import dev.orderly.events.inbox.Incoming.Ignored;
import dev.orderly.events.inbox.Incoming.Malformed;
import dev.orderly.events.message.Message;
import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Processes each event once, however often a transport delivers it.
 *
 * <p>One transaction holds the {@code processed_event} row and everything the handler does in the database. The events
 * of a batch share one transaction; if it fails, each event is processed in a transaction of its own, so that only the
 * failing one becomes a dead letter. Both calls of its handler count as attempts. Every message that is received is processed, dead-lettered or, if this service has
 * no handler for it, ignored: none is skipped.
 *
 * <p>Whatever a handler throws, an exception or an error, is a failure of its event. The database counts as unavailable
 * only if a transaction cannot begin, or if the event cannot be dead-lettered either.
 */
public final class Inbox {

    private static final Logger log = SafeLog.of(Inbox.class);

    private final MessageParser parser;
    private final DeadLetterQueue deadLetters;
    private final EventProcessor processor;
    private final TransactionOperations transactions;
    private final InboxProperties properties;

    Inbox(
            MessageParser parser,
            DeadLetterQueue deadLetters,
            EventProcessor processor,
            TransactionOperations transactions,
            InboxProperties properties) {
        this.parser = parser;
        this.deadLetters = deadLetters;
        this.processor = processor;
        this.transactions = transactions;
        this.properties = properties;
    }

    /**
     * Processes the messages in this order, in the calling thread. When this method returns, all of them are committed,
     * and the transport may discard them.
     *
     * @throws RuntimeException if the database is unavailable; the transport must deliver all of them again
     * @throws VirtualMachineError if a handler threw one, other than a {@link StackOverflowError}; the same
     */
    public void receive(List<Message> messages) {
        receive(messages, message -> {});
    }

    /**
     * The same, for a transport whose consumer stores its own position.
     *
     * @param progress called in the transaction that processes a message; for a batch, with its last message only
     * @throws RuntimeException if the database is unavailable; the transport must deliver all of them again
     * @throws VirtualMachineError if a handler threw one, other than a {@link StackOverflowError}; the same
     */
    public void receive(List<Message> messages, Progress progress) {
        var incoming = messages.stream().map(parser::parse).toList();
        if (!processTogether(incoming, progress)) {
            incoming.forEach(each -> processAlone(each, progress));
        }
    }

    /**
     * False if they must be processed one by one. A batch that fails calls handlers again, so with a single attempt there is
     * none; and a batch of one needs no repetition.
     */
    private boolean processTogether(List<Incoming> incoming, Progress progress) {
        if (incoming.size() < 2 || properties.maxAttempts() < 2) {
            return false;
        }
        var failure = attempt(() -> {
            process(incoming);
            progress.at(incoming.get(incoming.size() - 1).message());
        });
        if (failure != null) {
            log.debug("A batch of {} messages failed; processing them one by one", incoming.size(), failure);
        }
        return failure == null;
    }

    private void processAlone(Incoming incoming, Progress progress) {
        var failure = attempt(() -> {
            process(List.of(incoming));
            progress.at(incoming.message());
        });
        if (failure != null) {
            deadLetter(incoming, progress, failure);
        }
    }

    /** If this fails too, the database is unavailable, whatever the handler threw. */
    private void deadLetter(Incoming incoming, Progress progress, Throwable failure) {
        int attempts = Math.max(1, incoming.calls());
        var parked = attempts >= properties.maxAttempts();
        var skipped = parked && properties.skips(incoming.message());
        var pause = properties.backoff().after(attempts);
        var reason = Failures.reason(failure);
        try {
            transactions.executeWithoutResult(status -> {
                if (skipped) {
                    deadLetters.discard(incoming.message(), attempts, reason, InboxProperties.SKIPPED_TYPES);
                } else if (parked) {
                    deadLetters.park(incoming.message(), attempts, reason);
                } else {
                    deadLetters.retryLater(incoming.message(), attempts, reason, pause);
                }
                processor.failed(incoming, reason);
                progress.at(incoming.message());
            });
        } catch (RuntimeException e) {
            e.addSuppressed(failure);
            throw e;
        }
        log.warn(
                "{} failed (attempt {} of {}): {}; {}",
                incoming.description(),
                attempts,
                properties.maxAttempts(),
                reason,
                whatNext(parked, skipped, pause),
                failure);
    }

    /** The end of the log line of a failed attempt. */
    static String whatNext(boolean parked, boolean skipped, Duration pause) {
        if (skipped) {
            return "discarded because its type is in " + InboxProperties.SKIPPED_TYPES;
        }
        return parked ? "parked, redrive it after the cause is fixed" : "retrying in %d s".formatted(pause.toSeconds());
    }

    /**
     * Runs the work in a transaction.
     *
     * @return why the transaction was rolled back; null if it was committed
     * @throws RuntimeException if the transaction cannot begin: the database is unavailable, and no event is at fault
     */
    private @Nullable Throwable attempt(Runnable work) {
        var begun = new AtomicBoolean();
        try {
            transactions.executeWithoutResult(status -> {
                begun.set(true);
                work.run();
            });
            return null;
        } catch (RuntimeException | Error e) {
            if (!begun.get()) {
                throw e;
            }
            Failures.rethrowIfOfTheJvm(e);
            return e;
        }
    }

    /** Whether this consumer has a handler for the event type, or for a later version of it. */
    public boolean handles(String type) {
        return parser.handles(type);
    }

    /** Whether this consumer has a handler for the event type that replays do not leave out. */
    public boolean replays(String type) {
        return parser.replays(type);
    }

    /** The types whose events replays give to their handlers, in each version that is handled. */
    public Set<String> replayedTypes() {
        return parser.replayedTypes();
    }

    /** The types that this service handles, without their versions: one of another version is parked, so it is needed too. */
    public Set<String> handledTypes() {
        return parser.handledTypes();
    }

    /**
     * Processes the messages in the running transaction. What has to wait is dead-lettered first, in order, so that the
     * others can be marked as processed in one statement.
     */
    private void process(List<Incoming> incoming) {
        List<Accepted> unblocked = new ArrayList<>(incoming.size());
        var blocked = deadLetters.blockedOf(incoming.stream()
                .filter(Accepted.class::isInstance)
                .map(Incoming::message)
                .toList());
        incoming.forEach(each -> each.match(
                accepted -> {
                    if (blocked.contains(accepted.message())) {
                        waitBehind(accepted);
                    } else {
                        unblocked.add(accepted);
                    }
                },
                Inbox::ignore,
                malformed -> {
                    if (park(malformed)) {
                        blocked.add(malformed.message());
                    }
                }));
        processor.process(unblocked);
    }

    private void waitBehind(Accepted accepted) {
        log.info(
                "{} from {} waits behind an earlier dead letter of its aggregate",
                accepted.description(),
                accepted.message().origin());
        deadLetters.waitBehind(accepted.message());
        processor.waits(accepted);
    }

    private static void ignore(Ignored ignored) {
        log.debug(
                "Ignored {} from {}: no handler",
                ignored.description(),
                ignored.message().origin());
    }

    /** @return false if it was discarded before: then nothing waits behind it */
    private boolean park(Malformed malformed) {
        log.warn(
                "Parked the message at {}: {}; redrive it after the cause is fixed",
                malformed.message().origin(),
                malformed.reason());
        return deadLetters.park(malformed.message(), 1, Failures.storable(malformed.reason()));
    }

    /** Stores the position of a consumer, in the running transaction. */
    @FunctionalInterface
    public interface Progress {

        /** This message and all before it are processed if the running transaction commits. */
        void at(Message last);
    }
}
