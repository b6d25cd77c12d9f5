package dev.orderly.events.forwarder;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

/**
 * Decides which of a source's forwarders is the active one: a session advisory lock of PostgreSQL, held by a
 * connection of its own. It is about liveness only. Two forwarders that both believe to hold it do no harm, since the
 * transport lets only the later one send.
 */
final class ForwarderLock implements AutoCloseable {

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private final DataSource dataSource;
    private final String forwarder;
    private @Nullable Connection connection;
    private long checkedAt;

    ForwarderLock(DataSource dataSource, String forwarder) {
        this.dataSource = dataSource;
        this.forwarder = forwarder;
    }

    /** Tries to become the active forwarder, without waiting. */
    boolean tryAcquire() throws SQLException {
        close();
        var candidate = dataSource.getConnection();
        var acquired = false;
        try (var statement = candidate.prepareStatement(
                "SELECT pg_try_advisory_lock(hashtextextended('orderly forwarder ' || ?, 0))")) {
            statement.setString(1, forwarder);
            try (var result = statement.executeQuery()) {
                acquired = result.next() && result.getBoolean(1);
            }
        } finally {
            if (acquired) {
                connection = candidate;
                checkedAt = System.nanoTime();
            } else {
                candidate.close();
            }
        }
        return acquired;
    }

    /** Whether the connection that holds the lock is alive; asks the database at most once a second. */
    boolean isHeld() throws SQLException {
        var holder = connection;
        if (holder == null) {
            return false;
        }
        if (System.nanoTime() - checkedAt < CHECK_INTERVAL.toNanos()) {
            return true;
        }
        checkedAt = System.nanoTime();
        return holder.isValid(1);
    }

    /** Lets go, so that another forwarder can take over at once. */
    @Override
    public void close() throws SQLException {
        var holder = connection;
        connection = null;
        if (holder != null) {
            try (holder;
                    var statement = holder.createStatement()) {
                // The connection goes back to its pool and would keep the lock.
                statement.execute("SELECT pg_advisory_unlock_all()");
            }
        }
    }
}
