package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

import static org.assertj.core.api.Assertions.assertThat;

/** A service at work: it raises events in one transaction after the other, at a steady pace, until it is closed. */
final class Load implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Load.class);

    private static final int AGGREGATES = 20;
    private static final int EVENTS_A_TRANSACTION = 5;
    private static final Duration PACE = Duration.ofMillis(20);

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final TransactionOperations transactions;
    private final AtomicLong raised = new AtomicLong();
    private final List<Duration> durations = new ArrayList<>();
    private final Random random;
    private final Future<?> raising;

    Load(TransactionOperations transactions) {
        this.transactions = transactions;
        long seed = Long.getLong("orderly.seed", System.nanoTime());
        log.info("Seed {}, repeat it with -Dorderly.seed", seed);
        this.random = new Random(seed);
        raising = executor.scheduleWithFixedDelay(this::raise, 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** How many events have been raised, and their transaction committed. */
    long raised() {
        return raised.get();
    }

    /** The longest of the transactions since {@link #median()} was last asked. */
    Duration slowest() {
        synchronized (durations) {
            return Collections.max(durations);
        }
    }

    /** The median duration of the transactions since this was last asked. */
    Duration median() {
        synchronized (durations) {
            assertThat(durations).as("transactions").hasSizeGreaterThan(10);
            var median = Timing.of(durations).median();
            durations.clear();
            return median;
        }
    }

    /** When this returns, nothing is raised any more. A transaction that failed is a failure of the test. */
    @Override
    public void close() throws InterruptedException {
        if (!executor.isShutdown()) {
            assertThat(raising).as("the transactions").isNotDone();
        }
        executor.shutdown();
        assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private void raise() {
        long began = System.nanoTime();
        transactions.executeWithoutResult(status -> {
            for (int i = 0; i < EVENTS_A_TRANSACTION; i++) {
                Events.raise(new Worked("w" + random.nextInt(AGGREGATES), raised.get() + i));
            }
        });
        raised.addAndGet(EVENTS_A_TRANSACTION);
        synchronized (durations) {
            durations.add(Duration.ofNanos(System.nanoTime() - began));
        }
    }

    @EventType("load.worked.v1")
    record Worked(String worker, long number) implements DomainEvent {

        @Override
        public String aggregateId() {
            return worker;
        }
    }
}
