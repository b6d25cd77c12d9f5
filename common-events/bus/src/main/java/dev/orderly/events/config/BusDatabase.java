package dev.orderly.events.config;

import java.util.function.Supplier;
import javax.sql.DataSource;

import dev.orderly.events.OrderlyDataSource;
import dev.orderly.events.OrderlyTransactionManager;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database of the bus: the application's {@code DataSource}, or the one that is marked with {@link OrderlyDataSource}.
 * Safe for use by several threads.
 */
public final class BusDatabase {

    private final DataSource dataSource;
    private final AutoCommitDataSource autoCommit;
    private final JdbcClient jdbc;
    private final TransactionOperations ownTransactions;
    private final Supplier<PlatformTransactionManager> transactionManager;

    BusDatabase(DataSource dataSource, Supplier<PlatformTransactionManager> transactionManager) {
        this.dataSource = unwrap(dataSource);
        this.autoCommit = new AutoCommitDataSource(this.dataSource);
        this.jdbc = JdbcClient.create(autoCommit);
        this.ownTransactions = new TransactionTemplate(new JdbcTransactionManager(autoCommit));
        this.transactionManager = transactionManager;
    }

    /**
     * For statements of the bus. A statement joins the running transaction on this database. Without one it commits at
     * once, even if the connection pool switches auto-commit off.
     */
    public JdbcClient jdbc() {
        return jdbc;
    }

    /** For connections that a part of the bus manages itself: each is in auto-commit mode and in no transaction. */
    public DataSource connections() {
        return autoCommit;
    }

    /** The application's {@code DataSource}: transactions on this database hold a connection of it. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Transactions that run only statements of {@link #jdbc()}. */
    public TransactionOperations ownTransactions() {
        return ownTransactions;
    }

    /** Whether the calling thread has a transaction on this database. */
    public boolean isInTransaction() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.hasResource(dataSource);
    }

    /**
     * The application's transaction manager, for transactions that call code of the application: the one that is marked
     * with {@link OrderlyTransactionManager}, or else the primary one. Whether it manages this database is not verified.
     */
    public PlatformTransactionManager transactionManager() {
        return transactionManager.get();
    }

    /** As {@link DataSourceTransactionManager} does: transactions are bound to the target. */
    private static DataSource unwrap(DataSource dataSource) {
        return dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                ? proxy.getTargetDataSource()
                : dataSource;
    }
}
