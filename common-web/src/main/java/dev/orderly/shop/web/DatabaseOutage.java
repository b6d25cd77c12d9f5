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

/** Tells the database's failures, which pass and are worth another try, from bugs, which are not. */
final class DatabaseOutage {

    /** Connection, resources, operator intervention (also a cancelled statement), system error. */
    private static final Set<String> SQL_STATE_CLASSES = Set.of("08", "53", "57", "58");

    private DatabaseOutage() {}

    /**
     * Whether the database, and not this request, is the reason. All that led to the failure counts, since a connection
     * that breaks in the middle surfaces in many ways: in the statement, in the commit, or in the rollback after it,
     * whose exception has the first one not for its cause, but at its side.
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
