package dev.orderly.events.inbox;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The transactions in which events are handled. A consumer that freezes in one would keep its successor waiting, for the
 * note that an event is processed is locked until it is known what becomes of it: so the database ends one in which
 * nothing happens for too long.
 */
record HandlerTransactions(TransactionOperations transactions, JdbcClient jdbc, Duration idleTimeout)
        implements TransactionOperations {

    private static final String END_WHEN_IDLE = "SELECT set_config('idle_in_transaction_session_timeout', ?, true)";

    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
        return transactions.execute(status -> {
            jdbc.sql(END_WHEN_IDLE)
                    .param(String.valueOf(idleTimeout.toMillis()))
                    .query(String.class)
                    .single();
            return action.doInTransaction(status);
        });
    }
}
