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
 * What belongs to the application's transactions uses it; the bus's own threads use {@link #background()}, which does not
 * wait for the application's connections. Safe for use by several threads.
 */
public final class BusDatabase {

    private final DataSource dataSource;
    private final DataSource autoCommit;
    private final JdbcClient jdbc;
    private final Background background;
    private final Supplier<PlatformTransactionManager> transactionManager;

    BusDatabase(DataSource dataSource, DataSource background, Supplier<PlatformTransactionManager> transactionManager) {
        this.dataSource = unwrap(dataSource);
        this.autoCommit = new AutoCommitDataSource(this.dataSource);
        this.jdbc = JdbcClient.create(autoCommit);
        this.background = new Background(new AutoCommitDataSource(unwrap(background)));
        this.transactionManager = transactionManager;
    }

    /**
     * For statements of the bus. A statement joins the running transaction on this database. Without one it commits at
     * once, even if the connection pool switches auto-commit off.
     */
    public JdbcClient jdbc() {
        return jdbc;
    }

    /** The application's connections, each in auto-commit mode and in no transaction. */
    DataSource connections() {
        return autoCommit;
    }

    /** For work that belongs to no transaction of the application: that of the bus's own threads, and of the feed. */
    public Background background() {
        return background;
    }

    /** The application's {@code DataSource}: transactions on this database hold a connection of it. */
    public DataSource dataSource() {
        return dataSource;
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

    /** The connections of the bus's own threads, of which the application uses none. */
    public static final class Background {

        private final DataSource connections;
        private final JdbcClient jdbc;
        private final TransactionOperations transactions;

        private Background(DataSource connections) {
            this.connections = connections;
            this.jdbc = JdbcClient.create(connections);
            this.transactions = new TransactionTemplate(new JdbcTransactionManager(connections));
        }

        /** A statement commits at once, unless it is in one of {@link #transactions()}. */
        public JdbcClient jdbc() {
            return jdbc;
        }

        /** Transactions that run only statements of {@link #jdbc()}. */
        public TransactionOperations transactions() {
            return transactions;
        }

        /** For connections that a part of the bus manages itself: each is in auto-commit mode and in no transaction. */
        public DataSource connections() {
            return connections;
        }
    }

    /** As {@link DataSourceTransactionManager} does: transactions are bound to the target. */
    private static DataSource unwrap(DataSource dataSource) {
        return dataSource instanceof TransactionAwareDataSourceProxy proxy && proxy.getTargetDataSource() != null
                ? proxy.getTargetDataSource()
                : dataSource;
    }
}
