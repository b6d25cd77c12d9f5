package dev.orderly.benchmarks.contender;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** The threads of a busy service. Writer {@code i} has every eighth number, so all events of an aggregate are its own. */
public final class Writers {

    /** The number of threads. */
    public static final int COUNT = 8;

    private final Contender contender;

    Writers(Contender contender) {
        this.contender = contender;
    }

    /** Raises one event per transaction and nothing else, each writer as fast as it can. */
    void race(long first, int eventsPerWriter) throws InterruptedException, ExecutionException {
        var transactions = contender.database().transactions();
        run(writer -> {
            for (int i = 0; i < eventsPerWriter; i++) {
                var number = first + (long) i * COUNT + writer;
                transactions.executeWithoutResult(transaction -> contender.raise(number));
            }
        });
    }

    /**
     * Places orders at a steady pace: each transaction inserts an order and raises an event. A writer that is late hurries.
     *
     * @param perSecond orders of all writers together
     * @param commits   file to write: of each event, in the order of the numbers, when its commit returned, see {@link #now()}
     */
    void placeOrders(long first, int ordersPerWriter, int perSecond, Path commits)
            throws InterruptedException, ExecutionException, IOException {
        var database = contender.database();
        var committed = new long[ordersPerWriter * COUNT];
        var start = System.nanoTime();
        run(writer -> {
            for (int i = 0; i < ordersPerWriter; i++) {
                var index = i * COUNT + writer;
                var number = first + index;
                sleepUntil(start + TimeUnit.SECONDS.toNanos(1) * index / perSecond);
                database.transactions().executeWithoutResult(transaction -> {
                    database.insertOrder(number);
                    contender.raise(number);
                });
                committed[index] = now();
            }
        });
        var bytes = ByteBuffer.allocate(committed.length * Long.BYTES);
        bytes.asLongBuffer().put(committed);
        Files.write(commits, bytes.array());
    }

    /** Microseconds since the epoch; the processes of one machine share this clock. */
    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static void sleepUntil(long nanoTime) {
        for (var left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void run(Writer writer) throws InterruptedException, ExecutionException {
        var threads = Executors.newFixedThreadPool(COUNT);
        try {
            var tasks = IntStream.range(0, COUNT)
                    .mapToObj(number -> (Callable<Void>) () -> {
                        writer.write(number);
                        return null;
                    })
                    .toList();
            for (var each : threads.invokeAll(tasks)) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** The work of one writer. */
    private interface Writer {

        void write(int number);
    }
}
