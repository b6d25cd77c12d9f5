package dev.orderly.events.forwarder;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which of a source's forwarders is the active one: a session advisory lock of PostgreSQL, held by a
 * connection of its own. It is about liveness only. Two forwarders that both believe to hold it do no harm, since the
 * transport lets only the later one send.
 *
 * <p>The lock is leased. A process that ends loses it at once, with its connection. One that is frozen, or whose machine
 * vanishes without a word, keeps its connection as far as PostgreSQL can see: PostgreSQL therefore ends a session that
 * is not heard of for as long as the lease. A thread of the lock's own is heard of in the forwarder's place, since one
 * step of a healthy forwarder may take longer than the lease. It stops when the forwarder itself has not asked
 * {@link #isHeld()} for too long, so that a stuck forwarder does not stay the active one for ever.
 *
 * <p>Used by one thread.
 */
final class ForwarderLock implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EventForwarder.class);

    /** How often the holder is heard of within a lease: a single delay does not cost it the lock. */
    private static final int BEATS = 3;

    /** The time-out, known to PostgreSQL from version 14 on, is set for the session that got the lock and no other. */
    private static final String ACQUIRE = """
            SELECT set_config('idle_session_timeout', ?, false)
            WHERE pg_try_advisory_lock(hashtextextended('orderly forwarder ' || ?, 0))""";

    /** The connection goes back to its pool, and would take both along. */
    private static final String RELEASE = "RESET idle_session_timeout; SELECT pg_advisory_unlock_all()";

    private final DataSource dataSource;
    private final String forwarder;
    private final Duration lease;
    private final Duration patience;
    private @Nullable Session session;

    /**
     * Holds nothing yet.
     *
     * @param lease    for how long the holder may not be heard of; a second at least
     * @param patience for how long the holder need not ask {@link #isHeld()}; longer than its longest step
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
     * Whether the lock was held less than a lease ago. Asks nobody, so it may be asked all the time; and it is false as
     * soon as a process wakes up that was frozen for longer.
     */
    boolean isHeld() {
        return session != null && session.isHeld();
    }

    /** Lets go, so that another forwarder can take over at once. Does nothing when the lock is lost already. */
    @Override
    public void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    private boolean acquire(Connection connection) throws SQLException {
        // In a transaction, a session is never idle in the sense of the time-out.
        connection.setAutoCommit(true);
        try (var statement = connection.prepareStatement(ACQUIRE)) {
            statement.setString(1, String.valueOf(lease.toMillis()));
            statement.setString(2, forwarder);
            try (var result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    /** The session that holds the lock, for as long as it is heard of. */
    private final class Session implements AutoCloseable {

        private final Connection connection;
        private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "event-forwarder-lock");
            thread.setDaemon(true);
            return thread;
        });
        private volatile long heardAt;
        private volatile long askedAt;

        Session(Connection connection, long began) {
            this.connection = connection;
            this.heardAt = began;
            this.askedAt = began;
            var pause = lease.dividedBy(BEATS).toNanos();
            heart.scheduleWithFixedDelay(this::beat, pause, pause, TimeUnit.NANOSECONDS);
        }

        boolean isHeld() {
            askedAt = System.nanoTime();
            return askedAt - heardAt < lease.toNanos();
        }

        private void beat() {
            var now = System.nanoTime();
            if (now - askedAt > patience.toNanos()) {
                log.warn("{}: stuck for more than {}, letting go of the lock", forwarder, patience);
                heart.shutdown();
            } else if (isAlive()) {
                heardAt = now;
            } else {
                heart.shutdown();
            }
        }

        private boolean isAlive() {
            try {
                return connection.isValid((int) lease.toSeconds());
            } catch (SQLException e) {
                return false;
            }
        }

        @Override
        public void close() {
            heart.shutdown();
            try (connection;
                    var statement = connection.createStatement()) {
                statement.execute(RELEASE);
            } catch (SQLException e) {
                log.debug("{}: the lock's session has ended already", forwarder, e);
            }
        }
    }
}
