package dev.orderly.events.config;

import java.sql.SQLException;

import dev.orderly.events.start.BusSetupException;
import org.flywaydb.core.Flyway;
import org.springframework.beans.factory.InitializingBean;

/**
 * Migrates the bus's tables when the service starts. They have their own
 * schema, {@code orderly}, and their own migration history, so whatever the application uses for its own tables does not
 * matter.
 */
final class EventSchema implements InitializingBean {

    /** The first version with {@code idle_session_timeout}, which the forwarder's lock needs. */
    private static final int OLDEST_POSTGRES = 14;

    private final BusDatabase database;

    EventSchema(BusDatabase database) {
        this.database = database;
    }

    @Override
    public void afterPropertiesSet() throws SQLException {
        try (var connection = database.connections().getConnection()) {
            var server = connection.getMetaData();
            verifySupported(server.getDatabaseProductName(), server.getDatabaseMajorVersion());
        }
        migrate();
    }

    static void verifySupported(String product, int version) {
        if (!product.equals("PostgreSQL") || version < OLDEST_POSTGRES) {
            throw new BusSetupException(
                    "The bus does not support %s %d".formatted(product, version),
                    "set spring.datasource.url to a database on PostgreSQL %d or later".formatted(OLDEST_POSTGRES));
        }
    }

    private void migrate() {
        Flyway.configure()
                .dataSource(database.connections())
                .schemas("orderly")
                .createSchemas(true)
                .table("schema_history")
                .locations("classpath:dev/orderly/events/schema")
                .load()
                .migrate();
    }
}
