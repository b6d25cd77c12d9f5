package dev.orderly.benchmarks.consuming;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What the handler of every contender does, one statement for each event, and when it was done. */
final class Effects {

    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final JdbcClient jdbc;
    private final AtomicLong handled = new AtomicLong();
    private volatile long begin;

    Effects(JdbcClient jdbc) {
        this.jdbc = jdbc;
        jdbc.sql("DROP TABLE IF EXISTS effect").update();
        jdbc.sql("CREATE TABLE effect (number bigint PRIMARY KEY, aggregate text NOT NULL)")
                .update();
    }

    /** In the transaction of the calling thread. */
    void add(OrderRead event) {
        if (handled.getAndIncrement() == 0) {
            begin = System.nanoTime();
        }
        jdbc.sql("INSERT INTO effect (number, aggregate) VALUES (?, ?)")
                .params(event.number(), event.aggregateId())
                .update();
    }

    /**
     * Waits until the effects of all events are committed.
     *
     * @return since the first one
     */
    Duration await(long events) {
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (handled.get() < events || committed() < events) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "%,d of %,d events were handled within %s".formatted(handled.get(), events, TIMEOUT));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private long committed() {
        return jdbc.sql("SELECT count(*) FROM effect").query(Long.class).single();
    }
}
