package dev.orderly.shop.web;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/** Distinguishes an outage of the database, after which a retry helps, from a bug. */
final class DatabaseOutage {

    /** Connection, resources, operator intervention (also a canceled statement), system error. */
    private static final Set<String> SQL_STATE_CLASSES = Set.of("08", "53", "57", "58");

    private DatabaseOutage() {}

    /**
     * Whether the database, and not this request, caused the failure. Checks all causes, because a broken connection can
     * surface in the statement, in the commit, or in the rollback, whose exception keeps the first one not as its cause
     * but as its application exception.
     */
    static boolean caused(@Nullable Throwable failure) {
        if (failure == null) {
            return false;
        }
        return isOutage(failure)
                || caused(failure.getCause())
                || failure instanceof TransactionSystemException rollback && caused(rollback.getApplicationException());
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof CannotCreateTransactionException
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof TransientDataAccessException
                || failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLException sql && isOutage(sql.getSQLState());
    }

    private static boolean isOutage(@Nullable String sqlState) {
        return sqlState != null && sqlState.length() == 5 && SQL_STATE_CLASSES.contains(sqlState.substring(0, 2));
    }
}
