package dev.orderly.events.inbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.deadletter.DeadLetterQueue.Due;
import dev.orderly.events.inbox.Incoming.Malformed;
import dev.orderly.events.inbox.Incoming.Wanted;
import dev.orderly.events.support.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Tries the dead letters that are due again, in a thread of its own: always the first of an aggregate's queue, until
 * it succeeds or its attempts are used up. State and attempts are in the database, so a crash or a rebalance changes
 * nothing.
 */
final class Redelivery implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Redelivery.class);

    private final DeadLetterQueue deadLetters;
    private final IncomingReader reader;
    private final EventProcessor processor;
    private final TransactionOperations transactions;
    private final InboxProperties properties;
    private final Worker worker = new Worker("event-redelivery", this::run);

    Redelivery(
            DeadLetterQueue deadLetters,
            IncomingReader reader,
            EventProcessor processor,
            TransactionOperations transactions,
            InboxProperties properties) {
        this.deadLetters = deadLetters;
        this.reader = reader;
        this.processor = processor;
        this.transactions = transactions;
        this.properties = properties;
    }

    @Override
    public void start() {
        worker.start();
    }

    /** Finishes the attempt at hand. */
    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    private void run() {
        while (worker.shouldRun()) {
            var pause = properties.pollInterval();
            try {
                while (worker.shouldRun() && retryOne()) {
                    // as long as one is due
                }
            } catch (RuntimeException e) {
                log.debug("Cannot look for dead letters now", e);
                pause = properties.maxBackOff().compareTo(Duration.ofSeconds(5)) < 0
                        ? properties.maxBackOff()
                        : Duration.ofSeconds(5);
            }
            worker.pause(pause);
        }
    }

    /** Tries the next one that is due, and says whether there was one. */
    private boolean retryOne() {
        var tried = new AtomicReference<@Nullable Due>();
        try {
            transactions.executeWithoutResult(status -> {
                var due = deadLetters.lockDue();
                due.ifPresent(letter -> {
                    tried.set(letter);
                    retry(letter);
                });
            });
        } catch (RuntimeException e) {
            var letter = tried.get();
            if (letter == null || Inbox.isDatabaseAway(e)) {
                throw e;
            }
            failed(letter, e);
        }
        return Optional.ofNullable(tried.get()).isPresent();
    }

    private void retry(Due letter) {
        var incoming = reader.read(letter.message());
        if (incoming instanceof Malformed malformed) {
            deadLetters.update(letter, letter.attempts() + 1, true, malformed.reason(), Duration.ZERO);
            return;
        }
        if (incoming instanceof Wanted wanted) {
            processor.process(wanted);
            processor.metrics().retried(wanted.metadata().type());
        }
        deadLetters.remove(letter);
    }

    private void failed(Due letter, RuntimeException failure) {
        int attempts = letter.attempts() + 1;
        var parked = attempts >= properties.maxAttempts();
        var pause = properties.backOffAfter(attempts);
        log.warn(
                "{} failed {} times, {}: {}",
                letter.message().origin(),
                attempts,
                parked ? "parked" : "tried again in %d s".formatted(pause.toSeconds()),
                failure.toString());
        transactions.executeWithoutResult(
                status -> deadLetters.update(letter, attempts, parked, failure.toString(), pause));
    }
}
