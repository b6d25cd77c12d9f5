package dev.orderly.benchmarks.contender;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The server process that decodes the write-ahead log for one replication slot. It is held with {@code SIGSTOP}: the reader
 * stays connected, and nothing is decoded.
 */
final class WalSender {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(10);

    /** A sender that has not caught up would have part of the work behind it when it is held, or before it. */
    private static final String PID = """
            SELECT active_pid
            FROM pg_replication_slots JOIN pg_stat_replication ON pid = active_pid
            WHERE slot_name = ? AND state = 'streaming' AND sent_lsn >= pg_current_wal_flush_lsn()""";

    private final JdbcClient jdbc;
    private final String slot;
    private long pid;

    WalSender(JdbcClient jdbc, String slot) {
        this.jdbc = jdbc;
        this.slot = slot;
    }

    /** Waits until it has read the whole log, and is idle. */
    void awaitCaughtUp() {
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            var found = jdbc.sql(PID).param(slot).query(Long.class).optional();
            if (found.isPresent()) {
                pid = found.get();
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        throw new IllegalStateException("The slot %s is not read within %s".formatted(slot, TIMEOUT));
    }

    void hold() throws IOException, InterruptedException {
        awaitCaughtUp();
        signal("STOP");
    }

    void release() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        var kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                .inheritIO()
                .start();
        if (kill.waitFor() != 0) {
            throw new IllegalStateException("Cannot send SIG%s to the process %d".formatted(signal, pid));
        }
    }
}
