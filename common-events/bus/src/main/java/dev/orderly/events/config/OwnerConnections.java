package dev.orderly.events.config;

import java.util.Properties;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Connections to the application's database, with the login of the role that owns the schema. */
final class OwnerConnections {

    /** A migration may take longer than any statement of the service. */
    private static final String NOT_FOR_MIGRATIONS = "socketTimeout";

    private OwnerConnections() {}

    /** With the application's URL and, if its pool is HikariCP, with the driver's settings of that pool, such as those for TLS. */
    static DataSource of(DataSource application, String username, @Nullable String password) {
        var connections = DataSourceBuilder.derivedFrom(application)
                .type(SimpleDriverDataSource.class)
                .username(username)
                .password(password)
                .build();
        var pool = BackgroundConnections.hikari(application);
        if (pool != null) {
            var settings = new Properties();
            settings.putAll(pool.getDataSourceProperties());
            settings.remove(NOT_FOR_MIGRATIONS);
            connections.setConnectionProperties(settings);
        }
        return connections;
    }
}
