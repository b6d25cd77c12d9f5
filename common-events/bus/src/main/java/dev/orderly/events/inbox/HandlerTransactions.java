package dev.orderly.events.inbox;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The transactions in which events are handled. The {@code processed_event} row stays locked until the transaction ends,
 * and another instance that gets the same event waits for it. So the database ends a transaction that has executed no
 * statement for the idle timeout: its process is frozen, or its machine is gone.
 */
final class HandlerTransactions implements TransactionOperations {

    private static final String SET_IDLE_TIMEOUT = "SELECT set_config('idle_in_transaction_session_timeout', ?, true)";

    private final TransactionOperations transactions;
    private final JdbcClient jdbc;
    private final Duration idleTimeout;

    HandlerTransactions(TransactionOperations transactions, JdbcClient jdbc, Duration idleTimeout) {
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
