package dev.orderly.events.config;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

import dev.orderly.events.start.BusSetupException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.core.simple.JdbcClient;

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

    /**
     * What a role without DDL needs. Only if something is missing: concurrent grants on one table fail. The lock is for
     * instances that start at the same time.
     */
    private static final String GRANT = """
            DO $$
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended('orderly grants', 0));
                IF has_schema_privilege('%1$s', 'orderly', 'USAGE') AND NOT EXISTS (
                    SELECT FROM pg_class
                    WHERE relnamespace = 'orderly'::regnamespace AND relkind IN ('r', 'p', 'v', 'S')
                      AND NOT has_table_privilege('%1$s', oid, 'SELECT'))
                THEN
                    RETURN;
                END IF;
                GRANT USAGE ON SCHEMA orderly TO "%2$s";
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA orderly TO "%2$s";
                GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA orderly TO "%2$s";
                REVOKE INSERT, UPDATE, DELETE ON orderly.schema_history FROM "%2$s";
            END $$""";

    private static final String CLAIM = """
            INSERT INTO orderly.event_store_owner (source) VALUES (?)
            ON CONFLICT DO NOTHING""";

    private static final String OWNER = "SELECT source FROM orderly.event_store_owner";

    private final BusDatabase database;
    private final String source;
    private final SchemaProperties properties;

    EventSchema(BusDatabase database, String source, SchemaProperties properties) {
        this.database = database;
        this.source = source;
        this.properties = properties;
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
            var owner = connectionsOfOwner();
            var flyway = Flyway.configure()
                    .dataSource(owner)
                    .schemas("orderly")
                    .createSchemas(true)
                    .table("schema_history")
                    .locations("classpath:dev/orderly/events/schema")
                    .load();
            if (properties.migrate()) {
                flyway.migrate();
                grantFrom(owner);
            } else {
                verifyMigrated(flyway.info().pending());
            }
        } catch (FlywayException e) {
            if (lacksPrivilege(e)) {
                throw missingRight(e);
            }
            throw e;
        }
    }

    private DataSource connectionsOfOwner() {
        return properties.username() == null
                ? database.connections()
                : OwnerConnections.of(database.dataSource(), properties.username(), properties.password());
    }

    private void grantFrom(DataSource owner) {
        if (properties.username() != null) {
            var role = database.jdbc()
                    .sql("SELECT current_user")
                    .query(String.class)
                    .single();
            JdbcClient.create(owner)
                    .sql(GRANT.formatted(role.replace("'", "''"), role.replace("\"", "\"\"")))
                    .update();
        }
    }

    private static void verifyMigrated(MigrationInfo[] pending) {
        if (pending.length > 0) {
            throw new BusSetupException(
                    "The schema orderly misses %d migrations, the first of them %s, and orderly.schema.migrate is false"
                            .formatted(pending.length, pending[0].getScript()),
                    "run them as the owner of the schema, such as by starting the service once with orderly.schema.migrate=true and orderly.schema.username set to the owner");
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
