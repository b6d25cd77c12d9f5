package dev.orderly.benchmarks.contender;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** The database of the service that raises the events: the same access to it, and the same orders, for every contender. */
final class ServiceDatabase implements AutoCloseable {

    static final int CONNECTIONS = Writers.COUNT + 4;

    private static final String CREATE_ORDERS =
            "CREATE TABLE IF NOT EXISTS shop_order (number bigint PRIMARY KEY, customer text NOT NULL, total int NOT NULL)";
    private static final String INSERT_ORDER = "INSERT INTO shop_order (number, customer, total) VALUES (?, ?, ?)";

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final AutoCloseable pool;

    private ServiceDatabase(DataSource dataSource, PlatformTransactionManager transactionManager, AutoCloseable pool) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transactions = new TransactionTemplate(transactionManager);
        this.pool = pool;
        jdbc.sql(CREATE_ORDERS).update();
    }

    /** Of an application context, which closes it. */
    static ServiceDatabase of(DataSource dataSource, PlatformTransactionManager transactionManager) {
        return new ServiceDatabase(dataSource, transactionManager, () -> {});
    }

    static ServiceDatabase connect(ContenderSetup setup) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(setup.jdbcUrl());
        pool.setUsername(setup.username());
        pool.setPassword(setup.password());
        pool.setMaximumPoolSize(CONNECTIONS);
        return new ServiceDatabase(pool, new JdbcTransactionManager(pool), pool);
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    TransactionOperations transactions() {
        return transactions;
    }

    /** In the transaction of the calling thread. */
    void insertOrder(long number) {
        jdbc.sql(INSERT_ORDER)
                .params(number, BenchmarkEvents.aggregate(number), 100)
                .update();
    }

    void deleteOrders() {
        jdbc.sql("TRUNCATE shop_order").update();
    }

    @Override
    public void close() throws Exception {
        pool.close();
    }
}
