package dev.orderly.events.faults;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.orderly.events.Events;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Threads that sell at the same few tills until they are stopped, whatever fails, and remember what they were told of
 * each call. A sale counts up its till, whose row orders the sales, and raises an event in the same transaction.
 */
final class Sellers implements AutoCloseable {

    private static final String SELL = "UPDATE till SET sales = sales + 1 WHERE till = ? RETURNING sales";
    private static final int ROLLED_BACK_ONE_OF = 10;

    private final TransactionTemplate transactions;
    private final JdbcClient jdbc;
    private final List<String> tills;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads;
    private volatile boolean open = true;

    Sellers(TransactionTemplate transactions, JdbcClient jdbc, List<String> tills, int count, long seed) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.tills = tills;
        this.threads = Executors.newFixedThreadPool(count);
        IntStream.range(0, count).forEach(i -> threads.execute(() -> sellUntilClosed(new Random(seed + i))));
    }

    /** What the sellers know of their calls so far. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    long count(Outcome outcome) {
        return calls.stream().filter(call -> call.outcome() == outcome).count();
    }

    /** Waits for the calls that are on their way. */
    @Override
    public void close() {
        open = false;
        threads.shutdown();
        try {
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("A seller still waits for the answer to a call");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sellUntilClosed(Random random) {
        while (open) {
            var till = tills.get(random.nextInt(tills.size()));
            calls.add(sell(till, random.nextInt(ROLLED_BACK_ONE_OF) == 0));
        }
    }

    private Call sell(String till, boolean rollBack) {
        var call = UUID.randomUUID();
        var committing = new AtomicBoolean();
        try {
            transactions.executeWithoutResult(status -> {
                var number = jdbc.sql(SELL).param(till).query(Integer.class).single();
                Events.raise(new Sold(till, number, call));
                if (rollBack) {
                    status.setRollbackOnly();
                }
                committing.set(!rollBack);
            });
            return new Call(till, call, rollBack ? Outcome.FAILED : Outcome.OK);
        } catch (RuntimeException e) {
            return new Call(till, call, committing.get() ? Outcome.UNKNOWN : Outcome.FAILED);
        }
    }

    record Call(String till, UUID id, Outcome outcome) {}

    enum Outcome {
        /** Its commit was acknowledged. */
        OK,
        /** It was rolled back, or failed before it asked for its commit. */
        FAILED,
        /** The commit was asked for, and its answer was an error. */
        UNKNOWN
    }
}
