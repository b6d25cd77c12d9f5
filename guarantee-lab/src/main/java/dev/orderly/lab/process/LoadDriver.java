package dev.orderly.lab.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import dev.orderly.lab.process.Load.Variation;
import dev.orderly.lab.shop.CancelOrderLine;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.springframework.core.Ordered.HIGHEST_PRECEDENCE;

/** The callers: they cancel lines and measure how long each call takes. Runs one load at a time. */
class LoadDriver {

    private static final Duration PREEMPTION = Duration.ofMillis(5);

    private final CancelOrderLine cancelOrderLine;
    private final TransactionTemplate transactions;
    private final ApplicationEventPublisher publisher;
    private final ThreadLocal<Boolean> raiseTwice = ThreadLocal.withInitial(() -> false);

    LoadDriver(CancelOrderLine cancelOrderLine, TransactionTemplate transactions, ApplicationEventPublisher publisher) {
        this.cancelOrderLine = cancelOrderLine;
        this.transactions = transactions;
        this.publisher = publisher;
    }

    /** Returns after the callers have tried to cancel all lines. */
    Outcome run(Load load, Gate gate) throws InterruptedException, ExecutionException {
        var begun = new AtomicInteger();
        var refused = new AtomicInteger();
        List<Long> micros = Collections.synchronizedList(new ArrayList<>());
        var start = System.nanoTime();
        var callers = Executors.newFixedThreadPool(load.threads());
        try {
            var tasks = IntStream.range(0, load.threads())
                    .mapToObj(number -> (Callable<Void>) () -> {
                        var random = new Random(load.seed() + number);
                        for (var line = begun.getAndIncrement(); line < load.lines(); line = begun.getAndIncrement()) {
                            gate.awaitOpen();
                            var called = System.nanoTime();
                            try {
                                cancelOne(load, line, random, gate);
                            } catch (RuntimeException e) {
                                refused.incrementAndGet();
                            }
                            micros.add((System.nanoTime() - called) / 1_000);
                        }
                        return null;
                    })
                    .toList();
            for (var caller : callers.invokeAll(tasks)) {
                caller.get();
            }
        } finally {
            callers.shutdown();
        }
        return new Outcome(refused.get(), List.copyOf(micros), (System.nanoTime() - start) / 1_000_000);
    }

    private void cancelOne(Load load, int line, Random random, Gate gate) {
        var commitsLate = load.variation() == Variation.ONE_COMMITS_LATE && line == 0;
        if (load.variation() == Variation.ONE_COMMITS_LATE && !commitsLate) {
            gate.awaitLateEvent();
        }
        var preempted = load.variation() == Variation.PREEMPTED && random.nextInt(10) == 0;
        raiseTwice.set(load.variation() == Variation.RAISED_TWICE);
        transactions.executeWithoutResult(transaction -> {
            TransactionSynchronizationManager.registerSynchronization(new AfterCommit(gate, preempted));
            cancelOrderLine.of(load.firstOrder() + choice(load, line, random), UUID.randomUUID());
            if (load.variation() == Variation.ROLLED_BACK) {
                transaction.setRollbackOnly();
            }
            if (commitsLate) {
                gate.raisedLateEvent();
            }
        });
    }

    private static int choice(Load load, int line, Random random) {
        return switch (load.variation()) {
            case IN_TURNS -> line % load.orders();
            // The late transaction keeps the first order locked.
            case ONE_COMMITS_LATE -> line == 0 ? 0 : 1 + random.nextInt(load.orders() - 1);
            default -> random.nextInt(load.orders());
        };
    }

    @EventListener
    void raiseAgain(OrderLineCanceled event) {
        if (raiseTwice.get()) {
            raiseTwice.set(false);
            publisher.publishEvent(event);
        }
    }

    /** Runs first after the commit: before any listener of the rung does. */
    private static final class AfterCommit implements TransactionSynchronization, Ordered {

        private final Gate gate;
        private final boolean preempted;

        AfterCommit(Gate gate, boolean preempted) {
            this.gate = gate;
            this.preempted = preempted;
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }

        @Override
        public void afterCommit() {
            gate.committed();
            if (preempted) {
                LockSupport.parkNanos(PREEMPTION.toNanos());
            }
        }
    }

    /** Stops all callers after a number of commits, until it is opened. */
    static final class Gate {

        private final int after;
        private final Runnable reached;
        private final AtomicInteger commits = new AtomicInteger();
        private final CountDownLatch open = new CountDownLatch(1);
        private final CountDownLatch lateEvent = new CountDownLatch(1);

        Gate(int after, Runnable reached) {
            this.after = after;
            this.reached = reached;
        }

        void open() {
            open.countDown();
        }

        private void raisedLateEvent() {
            lateEvent.countDown();
            await(open);
        }

        private void awaitLateEvent() {
            await(lateEvent);
        }

        private void committed() {
            if (commits.incrementAndGet() == after) {
                reached.run();
                awaitOpen();
            }
        }

        private void awaitOpen() {
            if (after > 0 && commits.get() >= after) {
                await(open);
            }
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
