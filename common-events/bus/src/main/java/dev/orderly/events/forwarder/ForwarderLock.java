package dev.orderly.events.forwarder;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Elects the active forwarder of a source with a session advisory lock of PostgreSQL, on a connection of its own. After a
 * freeze two forwarders may both believe to hold it for a moment. With Kafka the later one fences the earlier one. With
 * RabbitMQ, which has no fencing, both may send for that moment; the inbox recognizes the duplicates.
 *
 * <p>The lock has a lease. If the process ends, PostgreSQL releases the lock at once, with the connection. If the process
 * freezes or its machine disappears, the connection stays open for PostgreSQL, which therefore ends the session after it
 * was idle for the lease. A heartbeat thread touches the session, because one step of a healthy forwarder may take longer
 * than the lease. The heartbeat stops if the forwarder has not called {@link #isHeld()} for too long: otherwise a stuck
 * forwarder would stay active forever.
 *
 * <p>Used by one thread.
 */
final class ForwarderLock implements AutoCloseable {

    private static final Logger log = SafeLog.of(EventForwarder.class);

    /** Heartbeats within a lease: one delayed heartbeat does not lose the lock. */
    private static final int HEARTBEATS = 3;

    /** Sets the timeout only in the session that got the lock. PostgreSQL has this timeout since version 14. */
    private static final String ACQUIRE = """
            SELECT set_config('idle_session_timeout', ?, false)
            WHERE pg_try_advisory_lock(hashtextextended('orderly forwarder ' || ?, 0))""";

    /** The connection returns to its pool, and would keep both. */
    private static final String RELEASE = "RESET idle_session_timeout; SELECT pg_advisory_unlock_all()";

    private final DataSource dataSource;
    private final String forwarder;
    private final Duration lease;
    private final Duration patience;
    private @Nullable Session session;

    /**
     * The lock is not held yet.
     *
     * @param lease    the session ends after this time without a heartbeat; 1 s or more
     * @param patience the heartbeat stops after this time without a call of {@link #isHeld()}; longer than the
     *                 forwarder's longest step
     */
    ForwarderLock(DataSource dataSource, String forwarder, Duration lease, Duration patience) {
        this.dataSource = dataSource;
        this.forwarder = forwarder;
        this.lease = lease;
        this.patience = patience;
    }

    /** Tries to become the active forwarder, without waiting. */
    boolean tryAcquire() throws SQLException {
        close();
        var connection = dataSource.getConnection();
        try {
            var began = System.nanoTime();
            if (acquire(connection)) {
                session = new Session(connection, began);
            }
            return session != null;
        } finally {
            if (session == null) {
                connection.close();
            }
        }
    }

    /**
     * Whether the last heartbeat is younger than the lease. It runs no statement, so it is cheap; and it is false as soon
     * as a process wakes up that was frozen for longer.
     */
    boolean isHeld() {
        return session != null && session.isHeld();
    }

    /** Releases the lock, so that a standby can take over at once. Does nothing if the lock is already lost. */
    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private boolean acquire(Connection connection) throws SQLException {
        // The timeout does not apply within a transaction.
        connection.setAutoCommit(true);
        try (var statement = connection.prepareStatement(ACQUIRE)) {
            statement.setString(1, String.valueOf(lease.toMillis()));
            statement.setString(2, forwarder);
            try (var result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    /** The session that holds the lock, with its heartbeat. */
    private final class Session implements AutoCloseable {

        private final Connection connection;
        private final ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "event-forwarder-lock");
            thread.setDaemon(true);
            return thread;
        });
        private volatile long beatAt;
        private volatile long askedAt;

        Session(Connection connection, long began) {
            this.connection = connection;
            this.beatAt = began;
            this.askedAt = began;
            var pause = lease.dividedBy(HEARTBEATS).toNanos();
            heartbeat.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.NANOSECONDS);
        }

        boolean isHeld() {
            askedAt = System.nanoTime();
            return askedAt - beatAt < lease.toNanos();
        }

        private void beat() {
            var now = System.nanoTime();
            if (now - askedAt > patience.toNanos()) {
                log.warn(
                        "{}: the forwarder has been stuck for more than {}; its heartbeat stops, and a standby takes over",
                        forwarder,
                        patience);
                heartbeat.shutdown();
            } else if (isAlive()) {
                beatAt = now;
            } else {
                heartbeat.shutdown();
            }
        }

        private boolean isAlive() {
            try {
                return connection.isValid((int) lease.toSeconds());
            } catch (SQLException e) {
                return false;
            }
        }

        /** If the lock is lost, the connection may never answer again. */
        @Override
        public void close() {
            heartbeat.shutdown();
            if (!isHeld()) {
                abort();
                return;
            }
            try (connection;
                    var statement = connection.createStatement()) {
                statement.execute(RELEASE);
            } catch (SQLException e) {
                log.debug("{}: the session of the lock has already ended", forwarder, e);
            }
        }

        private void abort() {
            try (connection) {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("{}: the connection of the lock is already closed", forwarder, e);
            }
        }
    }
}
