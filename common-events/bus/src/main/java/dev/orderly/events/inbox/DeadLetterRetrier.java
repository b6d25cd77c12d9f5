package dev.orderly.events.inbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.deadletter.DeadLetterQueue.Due;
import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.support.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Retries the dead letters that are due, in a thread of its own: always the first of an aggregate's queue, until it
 * succeeds or has used up its attempts. State and attempts are in the database, so that a crash or a rebalance loses none
 * of them.
 */
final class DeadLetterRetrier implements BackgroundWork {

    private static final Logger log = SafeLog.of(DeadLetterRetrier.class);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final DeadLetterQueue deadLetters;
    private final MessageParser parser;
    private final EventProcessor processor;
    private final TransactionOperations transactions;
    private final InboxProperties properties;
    private final ConsumerPause pause;
    private final Worker worker;
    private final Outage outage;

    DeadLetterRetrier(
            DeadLetterQueue deadLetters,
            MessageParser parser,
            EventProcessor processor,
            TransactionOperations transactions,
            InboxProperties properties,
            ConsumerPause pause,
            String threadSuffix) {
        this.deadLetters = deadLetters;
        this.parser = parser;
        this.processor = processor;
        this.transactions = transactions;
        this.properties = properties;
        this.pause = pause;
        this.worker = new Worker("dead-letter-retrier" + threadSuffix, this::run);
        this.outage = new Outage(log, "Retrying dead letters", new Backoff(properties.maxBackOff(), LONGEST_PAUSE));
    }

    @Override
    public void start() {
        worker.start();
    }

    /** Finishes the running attempt. */
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
            try {
                while (worker.shouldRun() && !pause.isPaused() && retryOne()) {
                    // until none is due, or an operator pauses the consumer
                }
                outage.recovered();
                worker.pause(properties.pollInterval());
            } catch (RuntimeException | Error e) {
                if (worker.shouldRun()) {
                    worker.pause(outage.failed(e));
                }
            }
        }
    }

    /** Retries the next dead letter that is due; false if there is none. At rest this is one transaction. */
    private boolean retryOne() {
        var tried = new AtomicReference<@Nullable Due>();
        var settled = new AtomicBoolean();
        try {
            transactions.executeWithoutResult(status -> {
                if (deadLetters.settle()) {
                    // To be committed before a letter is locked.
                    settled.set(true);
                    return;
                }
                var due = deadLetters.lockDue();
                due.ifPresent(letter -> {
                    tried.set(letter);
                    retry(letter);
                });
            });
        } catch (RuntimeException | Error e) {
            var letter = tried.get();
            if (letter == null) {
                throw e;
            }
            Failures.rethrowIfOfTheJvm(e);
            failed(letter, e);
        }
        return settled.get() || tried.get() != null;
    }

    private void retry(Due letter) {
        parser.parse(letter.message())
                .match(
                        accepted -> {
                            processor.retry(accepted);
                            deadLetters.remove(letter);
                        },
                        ignored -> deadLetters.remove(letter),
                        malformed -> deadLetters.update(
                                letter,
                                letter.attempts() + 1,
                                true,
                                Failures.storable(malformed.reason()),
                                Duration.ZERO));
    }

    /** If this fails too, the database is unavailable: the attempt does not count. */
    private void failed(Due letter, Throwable failure) {
        int attempts = letter.attempts() + 1;
        var parked = attempts >= properties.maxAttempts();
        var pause = properties.backoff().after(attempts);
        var reason = Failures.reason(failure);
        var skipped = parked && properties.skips(letter.message());
        var incoming = parser.parse(letter.message());
        transactions.executeWithoutResult(status -> {
            deadLetters.update(letter, attempts, parked, reason, pause);
            if (skipped) {
                deadLetters.discard(letter.eventId(), InboxProperties.SKIPPED_TYPES);
            }
            processor.failed(incoming, reason);
        });
        log.warn(
                "{} failed (attempt {} of {}): {}; {}",
                incoming.description(),
                attempts,
                properties.maxAttempts(),
                reason,
                Inbox.whatNext(parked, skipped, pause));
    }
}
