package dev.orderly.events.support;

import java.sql.SQLException;

import org.springframework.dao.CannotAcquireLockException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps everybody else out of one of the bus's tables, to drop a partition of it. Whoever waits for such a lock holds up
 * all who come after, so it is not waited for long.
 */
public final class TableLock {

    private static final String DO_NOT_WAIT_LONG = "SET LOCAL lock_timeout = '200ms'";

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
     * Until the running transaction ends.
     *
     * @throws CannotAcquireLockException when somebody is still in after 200 ms
     */
    public void acquire() {
        jdbc.sql(DO_NOT_WAIT_LONG).update();
        try {
            jdbc.sql(LOCK.formatted(table)).update();
        } catch (UncategorizedSQLException e) {
            if (e.getCause() instanceof SQLException cause && LOCK_NOT_AVAILABLE.equals(cause.getSQLState())) {
                throw new CannotAcquireLockException("orderly." + table + " is in use", e);
            }
            throw e;
        }
    }
}
