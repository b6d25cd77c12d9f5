package dev.orderly.events.config;

import java.sql.Connection;
import java.sql.SQLException;

import dev.orderly.events.start.BusSetupException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.NestedExceptionUtils;

/**
 * Migrates the bus's tables when the service starts, and verifies that they belong to this service. They have their own
 * schema, {@code orderly}, and their own migration history, so whatever the application uses for its own tables does not
 * matter.
 */
final class EventSchema implements InitializingBean {

    /** The first version with {@code idle_session_timeout}, which the forwarder's lock needs. */
    private static final int OLDEST_POSTGRES = 14;

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final String RIGHTS = """
            SELECT quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
                   EXISTS (SELECT FROM pg_namespace WHERE nspname = 'orderly') AS schema""";

    private static final String CLAIM = """
            INSERT INTO orderly.event_store_owner (source) VALUES (?)
            ON CONFLICT DO NOTHING""";

    private static final String OWNER = "SELECT source FROM orderly.event_store_owner";

    private final BusDatabase database;
    private final String source;

    EventSchema(BusDatabase database, String source) {
        this.database = database;
        this.source = source;
    }

    @Override
    public void afterPropertiesSet() throws SQLException {
        try (var connection = connect()) {
            var server = connection.getMetaData();
            verifySupported(server.getDatabaseProductName(), server.getDatabaseMajorVersion());
        }
        migrate();
        verifyOwner();
    }

    static void verifySupported(String product, int version) {
        if (!product.equals("PostgreSQL") || version < OLDEST_POSTGRES) {
            throw new BusSetupException(
                    "The bus does not support %s %d".formatted(product, version),
                    "set spring.datasource.url to a database on PostgreSQL %d or later".formatted(OLDEST_POSTGRES));
        }
    }

    private Connection connect() throws SQLException {
        try {
            return database.connections().getConnection();
        } catch (SQLException e) {
            if (lacksPrivilege(e)) {
                var refused = new BusSetupException(
                        "The role of the service may not connect to its database: "
                                + NestedExceptionUtils.getMostSpecificCause(e).getMessage(),
                        "as the owner of the database, run GRANT CONNECT ON DATABASE with its name, TO the role (spring.datasource.username)");
                refused.initCause(e);
                throw refused;
            }
            throw e;
        }
    }

    private void migrate() throws SQLException {
        try {
            Flyway.configure()
                    .dataSource(database.connections())
                    .schemas("orderly")
                    .createSchemas(true)
                    .table("schema_history")
                    .locations("classpath:dev/orderly/events/schema")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            if (lacksPrivilege(e)) {
                throw missingRight(e);
            }
            throw e;
        }
    }

    private static boolean lacksPrivilege(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException sql && INSUFFICIENT_PRIVILEGE.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private BusSetupException missingRight(FlywayException failure) throws SQLException {
        try (var connection = database.connections().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(RIGHTS)) {
            row.next();
            var role = row.getString("role");
            var name = row.getString("database");
            var refused = row.getBoolean("schema")
                    ? new BusSetupException(
                            "The role %s may not use or change the schema orderly in the database %s"
                                    .formatted(role, name),
                            "as the owner of the schema, run GRANT ALL ON SCHEMA orderly TO %s; if its tables belong to another role, start the service with that role"
                                    .formatted(role))
                    : new BusSetupException(
                            "The role %s may not create the schema orderly in the database %s".formatted(role, name),
                            "as the owner of the database, run GRANT CREATE ON DATABASE %1$s TO %2$s; or, to grant less, CREATE SCHEMA orderly; GRANT ALL ON SCHEMA orderly TO %2$s;"
                                    .formatted(name, role));
            refused.initCause(failure);
            return refused;
        }
    }

    /** A second source would send the events of the first one as its own, or all of them again. */
    private void verifyOwner() {
        var jdbc = database.jdbc();
        jdbc.sql(CLAIM).param(source).update();
        var owner = jdbc.sql(OWNER).query(String.class).single();
        if (!owner.equals(source)) {
            throw new BusSetupException(
                    "The event store in schema orderly belongs to the source %s, and orderly.source is %s"
                            .formatted(owner, source),
                    "give this service a database of its own, or, if it was renamed, follow \"Renaming a source\" in docs/guide/operations.md");
        }
    }
}
