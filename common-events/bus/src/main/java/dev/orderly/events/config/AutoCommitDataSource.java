package dev.orderly.events.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

import org.springframework.core.InfrastructureProxy;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The connections of another {@code DataSource}, in auto-commit mode even if that one switches it off: a statement of the
 * bus outside a transaction would otherwise be rolled back when its connection returns to the pool. Statements within a
 * transaction on the other {@code DataSource} join it, because Spring sees through this one.
 */
final class AutoCommitDataSource extends DelegatingDataSource implements InfrastructureProxy {

    private final DataSource target;

    AutoCommitDataSource(DataSource target) {
        super(target);
        this.target = target;
    }

    @Override
    public Object getWrappedObject() {
        return target;
    }

    @Override
    public Connection getConnection() throws SQLException {
        var connection = target.getConnection();
        if (connection.getAutoCommit()) {
            return connection;
        }
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return (Connection) Proxy.newProxyInstance(
                AutoCommitDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> invoke(connection, method, arguments));
    }

    /** Not every pool resets the mode itself. */
    private static Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("close") && !connection.isClosed()) {
            connection.setAutoCommit(false);
        }
        try {
            return method.invoke(connection, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
