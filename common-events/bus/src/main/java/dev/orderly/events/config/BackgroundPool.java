package dev.orderly.events.config;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A small pool with the same database and credentials as the application's one. It opens when it is first used, also after
 * it was closed. Safe for use by several threads.
 */
final class BackgroundPool extends AbstractDataSource {

    private static final Logger log = SafeLog.of(BackgroundPool.class);

    /** Short, so that a thread that waits for a connection can be stopped. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /**
     * The statements of the bus read a few rows of large tables. A plan that was made without their parameters, or for a table
     * that has grown since, may read all of them; and to compile a plan takes longer than to run it.
     */
    private static final String SETTINGS = "SET plan_cache_mode = force_custom_plan; SET jit = off";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(1);

    private final HikariDataSource application;
    private final ConnectionProperties properties;
    private @Nullable HikariDataSource pool;

    BackgroundPool(HikariDataSource application, ConnectionProperties properties) {
        this.application = application;
        this.properties = properties;
        if (!isPostgresDriver()) {
            log.warn(
                    "The connections of the bus have no network timeouts, because the driver of the DataSource {} is not known: set timeouts for connecting and reading on the DataSource itself",
                    application.getPoolName());
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return open().getConnection();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return open().getConnection(username, password);
    }

    private synchronized HikariDataSource open() {
        var open = pool;
        if (open == null) {
            open = newPool();
            pool = open;
        }
        return open;
    }

    synchronized void close() {
        var closing = pool;
        pool = null;
        if (closing != null) {
            closing.close();
        }
    }

    /** The application's pool has a tracker only after all beans are created. */
    synchronized void bindMetrics() {
        var factory = application.getMetricsTrackerFactory();
        var open = pool;
        if (open != null && factory != null && open.getMetricsTrackerFactory() == null) {
            open.setMetricsTrackerFactory(factory);
        }
    }

    private HikariDataSource newPool() {
        var created = new HikariDataSource();
        created.setPoolName(application.getPoolName() + "-orderly");
        created.setMaximumPoolSize(properties.max());
        created.setMinimumIdle(1);
        created.setIdleTimeout(IDLE_TIMEOUT.toMillis());
        created.setConnectionTimeout(Math.min(application.getConnectionTimeout(), LONGEST_WAIT.toMillis()));
        // To wait for the database is up to the thread that needs a connection.
        created.setInitializationFailTimeout(-1);
        created.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        copyConnection(created);
        created.setMaxLifetime(application.getMaxLifetime());
        created.setKeepaliveTime(application.getKeepaliveTime());
        created.setValidationTimeout(application.getValidationTimeout());
        created.setRegisterMbeans(application.isRegisterMbeans());
        if (application.getMetricsTrackerFactory() != null) {
            created.setMetricsTrackerFactory(application.getMetricsTrackerFactory());
        }
        return created;
    }

    private void copyConnection(HikariDataSource created) {
        created.setJdbcUrl(application.getJdbcUrl());
        if (application.getDriverClassName() != null) {
            created.setDriverClassName(application.getDriverClassName());
        }
        created.setDataSource(application.getDataSource());
        created.setDataSourceClassName(application.getDataSourceClassName());
        created.setDataSourceJNDI(application.getDataSourceJNDI());
        // Asked for each new connection: the application may change them while it runs.
        created.setCredentialsProvider(() -> credentialsOf(application));
        created.setDataSourceProperties(application.getDataSourceProperties());
        created.setDataSourceProperties(timeouts());
        created.setCatalog(application.getCatalog());
        created.setSchema(application.getSchema());
        created.setConnectionInitSql(withSettings(application.getConnectionInitSql()));
        created.setConnectionTestQuery(application.getConnectionTestQuery());
    }

    private static String withSettings(@Nullable String applications) {
        return applications == null ? SETTINGS : applications + "; " + SETTINGS;
    }

    private static Credentials credentialsOf(HikariDataSource application) {
        var provider = application.getCredentialsProvider();
        return provider == null
                ? Credentials.of(application.getUsername(), application.getPassword())
                : provider.getCredentials();
    }

    /** In the units of PostgreSQL's driver, seconds. */
    private Properties timeouts() {
        var timeouts = new Properties();
        if (isPostgresDriver()) {
            timeouts.setProperty("connectTimeout", String.valueOf(CONNECT_TIMEOUT.toSeconds()));
            timeouts.setProperty(
                    "socketTimeout", String.valueOf(properties.timeout().toSeconds()));
            timeouts.setProperty("tcpKeepAlive", "true");
        }
        return timeouts;
    }

    private boolean isPostgresDriver() {
        var url = application.getJdbcUrl();
        var type = application.getDataSourceClassName();
        return url != null && url.startsWith("jdbc:postgresql:") || type != null && type.startsWith("org.postgresql.");
    }
}
