package dev.orderly.events.inbox;

import java.sql.Connection;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

import dev.orderly.events.start.BusSetupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.SimpleTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class InboxTransactionsTests {

    private final Pool pool = new Pool();
    private final Pool otherPool = new Pool();

    @ParameterizedTest
    @MethodSource("working")
    void acceptsEveryWayToTheSameTransaction(DataSource dataSource, PlatformTransactionManager manager, Pool pool)
            throws Exception {
        var transactions = new InboxTransactions(manager, dataSource);

        transactions.verify();
        transactions.executeWithoutResult(status -> new JdbcTemplate(dataSource).execute("SELECT 1"));

        // What is accepted does work: the statement's connection is the one that the transaction manager commits.
        verify(pool.last).createStatement();
        verify(pool.last).commit();
    }

    static Stream<Arguments> working() {
        return Stream.of(
                working("the same DataSource", pool -> new DataSource[] {pool, pool}),
                working("a transaction-aware proxy for both", pool -> {
                    var proxy = new TransactionAwareDataSourceProxy(pool);
                    return new DataSource[] {proxy, proxy};
                }),
                working("a transaction-aware proxy for the inbox", pool ->
                        new DataSource[] {new TransactionAwareDataSourceProxy(pool), pool}),
                working("a decorated transaction-aware proxy", pool ->
                        new DataSource[] {new DelegatingDataSource(new TransactionAwareDataSourceProxy(pool)), pool}),
                working("a lazy proxy for both", pool -> {
                    var proxy = new LazyConnectionDataSourceProxy(pool);
                    return new DataSource[] {proxy, proxy};
                }),
                working("a transaction-aware proxy of a lazy one", pool -> {
                    var lazy = new LazyConnectionDataSourceProxy(pool);
                    return new DataSource[] {new TransactionAwareDataSourceProxy(lazy), lazy};
                }),
                working("a decorator for both", pool -> {
                    var decorator = new DelegatingDataSource(pool);
                    return new DataSource[] {decorator, decorator};
                }));
    }

    private static Arguments working(String name, Function<Pool, DataSource[]> way) {
        var pool = new Pool();
        var sources = way.apply(pool);
        return argumentSet(name, sources[0], new JdbcTransactionManager(sources[1]), pool);
    }

    @Test
    void refusesTheManagerOfAnotherDataSource() {
        assertRefuses(pool, new JdbcTransactionManager(otherPool));
    }

    @Test
    void refusesADecoratorThatTheManagerDoesNotKnow() throws Exception {
        assertRefuses(new DelegatingDataSource(pool), new JdbcTransactionManager(pool));
        verify(pool.last, never()).commit();
    }

    @Test
    void refusesTheManagerOfABrokerWithoutBeginningATransaction() {
        var manager = new BrokerTransactionManager();

        assertThatThrownBy(() -> new InboxTransactions(manager, pool).verify()).isInstanceOf(BusSetupException.class);

        assertThat(manager.begun).isFalse();
    }

    @Test
    void runsNothingInATransactionOfAnotherDataSource() {
        var transactions = new InboxTransactions(new JdbcTransactionManager(otherPool), pool);

        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {
                    throw new AssertionError("called");
                }))
                .isInstanceOf(BusSetupException.class);
    }

    private static void assertRefuses(DataSource dataSource, PlatformTransactionManager manager) {
        assertThatThrownBy(() -> new InboxTransactions(manager, dataSource).verify())
                .isInstanceOf(BusSetupException.class)
                .hasMessageContaining(
                        "%s does not manage the DataSource", manager.getClass().getName());
    }

    private static class Pool extends AbstractDataSource {

        private Connection last = mock();

        @Override
        public Connection getConnection() {
            last = mock(Connection.class, RETURNS_DEEP_STUBS);
            return last;
        }

        @Override
        public Connection getConnection(String username, String password) {
            return getConnection();
        }
    }

    private static class BrokerTransactionManager implements PlatformTransactionManager, ResourceTransactionManager {

        private boolean begun;

        @Override
        public Object getResourceFactory() {
            return "the broker";
        }

        @Override
        public SimpleTransactionStatus getTransaction(TransactionDefinition definition) {
            begun = true;
            return new SimpleTransactionStatus();
        }

        @Override
        public void commit(TransactionStatus status) {}

        @Override
        public void rollback(TransactionStatus status) {}
    }
}
