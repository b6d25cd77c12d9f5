package dev.orderly.events.inbox;

import java.sql.SQLException;
import javax.sql.DataSource;

import dev.orderly.events.start.BusSetupException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.jta.JtaTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ReflectionUtils;

/**
 * Transactions that hold a connection of the inbox's own DataSource. With the transaction manager of another one, the
 * inbox's statements would commit one by one: the event of a failing handler would stay marked as processed.
 *
 * <p>A JTA transaction manager is trusted: it enlists a connection only when one is used.
 */
final class InboxTransactions implements TransactionOperations {

    private final PlatformTransactionManager transactionManager;
    private final TransactionOperations transactions;
    private final DataSource dataSource;

    InboxTransactions(PlatformTransactionManager transactionManager, DataSource dataSource) {
        this.transactionManager = transactionManager;
        this.transactions = new TransactionTemplate(transactionManager);
        this.dataSource = dataSource;
    }

    /**
     * Begins a transaction, and looks what it holds.
     *
     * @throws BusSetupException if it holds no connection of the inbox's DataSource
     */
    void verify() {
        // The transaction manager of a broker, for example: to begin its transactions, it might wait for the broker.
        if (managesNoDatabase()) {
            throw wrongManager();
        }
        executeWithoutResult(status -> {});
    }

    /** @throws BusSetupException if the transaction holds no connection of the inbox's DataSource; nothing is done */
    @Override
    public <T extends @Nullable Object> T execute(TransactionCallback<T> action) {
        return transactions.execute(status -> {
            // Before any statement: the first one would bind a connection that is in no transaction.
            if (!(transactionManager instanceof JtaTransactionManager) && !isBound(dataSource)) {
                throw wrongManager();
            }
            return action.doInTransaction(status);
        });
    }

    private boolean managesNoDatabase() {
        return transactionManager instanceof ResourceTransactionManager manager
                && !(manager.getResourceFactory() instanceof DataSource)
                && ReflectionUtils.findMethod(manager.getClass(), "getDataSource") == null;
    }

    /** A transaction-aware proxy passes its statements to the connection that its target has in the transaction. */
    private static boolean isBound(DataSource candidate) {
        if (TransactionSynchronizationManager.hasResource(candidate)) {
            return true;
        }
        try {
            if (candidate.isWrapperFor(TransactionAwareDataSourceProxy.class)) {
                var target =
                        candidate.unwrap(TransactionAwareDataSourceProxy.class).getTargetDataSource();
                return target != null && isBound(target);
            }
            return false;
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot unwrap the DataSource " + candidate, e);
        }
    }

    private BusSetupException wrongManager() {
        return new BusSetupException(
                "The transaction manager %s does not manage the DataSource of the inbox: an event whose handler fails would stay marked as processed"
                        .formatted(transactionManager.getClass().getName()),
                "mark a transaction manager of that DataSource with @OrderlyTransactionManager, or make it the primary one: for example new JdbcTransactionManager(dataSource)");
    }
}
