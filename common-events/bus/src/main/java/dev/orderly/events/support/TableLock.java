package dev.orderly.events.support;

import java.sql.SQLException;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An exclusive lock on one of the bus's tables, to drop a partition of it. While a session waits for such a lock, every
 * later session waits behind it, so the lock timeout is short: 200 ms.
 */
public final class TableLock {

    private static final String SET_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '200ms'";

    private static final String LOCK = "LOCK TABLE orderly.%s IN ACCESS EXCLUSIVE MODE";

    /** PostgreSQL's lock_not_available, which Spring leaves uncategorized. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final JdbcClient jdbc;
    private final String table;

    public TableLock(JdbcClient jdbc, String table) {
        this.jdbc = jdbc;
        this.table = table;
    }

    /**
     * Locks the table until the running transaction ends.
     *
     * @throws CannotAcquireLockException if another session still uses the table after 200 ms
     */
    public void acquire() {
        jdbc.sql(SET_LOCK_TIMEOUT).update();
        try {
            jdbc.sql(LOCK.formatted(table)).update();
        } catch (UncategorizedSQLException e) {
            if (e.getCause() instanceof SQLException cause && LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
                throw new CannotAcquireLockException("The table orderly." + table + " is in use", e);
            }
            throw e;
        }
    }
}
