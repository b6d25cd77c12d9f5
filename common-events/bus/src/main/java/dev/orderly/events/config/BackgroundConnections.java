package dev.orderly.events.config;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.ClassUtils;

/**
 * The connections of the bus's own threads. They come from a small pool of their own, with network timeouts: an application
 * that uses all of its connections stops no event, and no thread waits forever for a server that has disappeared.
 *
 * <p>Only a HikariCP pool can be copied. With another {@code DataSource} the bus shares the application's connections.
 */
final class BackgroundConnections implements SmartLifecycle, DisposableBean {

    private static final Logger log = SafeLog.of(BackgroundConnections.class);

    private final DataSource dataSource;
    private volatile boolean running;

    private BackgroundConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static BackgroundConnections beside(DataSource application, ConnectionProperties properties) {
        var hikari = hikari(application);
        if (hikari == null) {
            log.warn(
                    "The bus shares the connections of {} with the application, because it is no HikariCP pool: while the application uses all of them, no event is forwarded. Use HikariCP, or a pool with connections to spare and with network timeouts (of PostgreSQL's driver: connectTimeout, socketTimeout, tcpKeepAlive)",
                    application.getClass().getName());
            return new BackgroundConnections(application);
        }
        return new BackgroundConnections(new BackgroundPool(hikari, properties));
    }

    /** The HikariCP pool behind it; null if there is none. */
    static @Nullable HikariDataSource hikari(DataSource application) {
        return isHikariPresent() ? unwrap(application) : null;
    }

    private static boolean isHikariPresent() {
        return ClassUtils.isPresent("com.zaxxer.hikari.HikariDataSource", BackgroundConnections.class.getClassLoader());
    }

    private static @Nullable HikariDataSource unwrap(DataSource application) {
        return DataSourceUnwrapper.unwrap(application, HikariConfigMXBean.class, HikariDataSource.class);
    }

    /** The pool of the bus, or the application's {@code DataSource}. */
    DataSource dataSource() {
        return dataSource;
    }

    @Override
    public void start() {
        running = true;
        if (dataSource instanceof BackgroundPool pool) {
            pool.bindMetrics();
        }
    }

    @Override
    public void stop() {
        running = false;
        destroy();
    }

    /** Also if the start of the context failed, which stops nothing. */
    @Override
    public void destroy() {
        if (dataSource instanceof BackgroundPool pool) {
            pool.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After everything that uses the connections has stopped. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
