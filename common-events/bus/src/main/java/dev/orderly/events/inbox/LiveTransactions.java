package dev.orderly.events.inbox;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The transactions in which a consumer handles what its transport delivers. None begins while a replay to the consumer runs,
 * in whatever instance: a replay that begins waits for those that are open, and the function below refuses the later ones. It
 * also sets the idle timeout, so a transaction takes one statement for both.
 */
final class LiveTransactions implements TransactionOperations {

    private static final String BEGIN = "SELECT orderly.begin_handling(?, ?)";

    private final TransactionOperations transactions;
    private final JdbcClient jdbc;
    private final String consumer;
    private final Duration idleTimeout;

    LiveTransactions(TransactionOperations transactions, JdbcClient jdbc, String consumer, Duration idleTimeout) {
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.consumer = consumer;
        this.idleTimeout = idleTimeout;
    }

    /** @throws IllegalStateException if a replay is running; nothing is done */
    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
        return transactions.execute(status -> {
            if (!jdbc.sql(BEGIN)
                    .params(consumer, String.valueOf(idleTimeout.toMillis()))
                    .query(Boolean.class)
                    .single()) {
                throw new IllegalStateException("a replay to %s is running: its events wait".formatted(consumer));
            }
            return action.doInTransaction(status);
        });
    }
}
