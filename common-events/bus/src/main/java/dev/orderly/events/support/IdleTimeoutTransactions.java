package dev.orderly.events.support;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Transactions with an idle timeout. If the process freezes in one, its successor waits for the rows that the
 * transaction has locked. PostgreSQL therefore ends a transaction that runs no statement for as long as the timeout.
 */
public final class IdleTimeoutTransactions implements TransactionOperations {

    private static final String SET_IDLE_TIMEOUT = "SELECT set_config('idle_in_transaction_session_timeout', ?, true)";

    private final TransactionOperations transactions;
    private final JdbcClient jdbc;
    private final Duration idleTimeout;

    /** @param idleTimeout 0 for none */
    public IdleTimeoutTransactions(TransactionOperations transactions, JdbcClient jdbc, Duration idleTimeout) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.idleTimeout = idleTimeout;
    }

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
        return transactions.execute(status -> {
            jdbc.sql(SET_IDLE_TIMEOUT)
                    .param(String.valueOf(idleTimeout.toMillis()))
                    .query(String.class)
                    .single();
            return action.doInTransaction(status);
        });
    }
}
