package dev.orderly.localstack.database;

import java.sql.Connection;
import java.sql.SQLException;

/** Creates PostgreSQL databases, each with its own role that cannot access the others. */
public final class Databases {

    private Databases() {}

    /**
     * Creates the database and the role that owns it, both with this name, if they are missing; sets the password.
     *
     * @param connection of a superuser, outside a transaction
     */
    public static void create(Connection connection, String name, String password) throws SQLException {
        if (!name.matches("[a-z_][a-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "Invalid database name '%s': use lower-case letters, digits and underscores".formatted(name));
        }
        try (var statement = connection.createStatement()) {
            var literal = statement.enquoteLiteral(password);
            if (exists(connection, "SELECT FROM pg_roles WHERE rolname = '%s'".formatted(name))) {
                statement.execute("ALTER ROLE %s PASSWORD %s".formatted(name, literal));
            } else {
                statement.execute("CREATE ROLE %s LOGIN PASSWORD %s".formatted(name, literal));
            }
            if (!exists(connection, "SELECT FROM pg_database WHERE datname = '%s'".formatted(name))) {
                statement.execute("CREATE DATABASE %s OWNER %s".formatted(name, name));
                statement.execute("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(name));
            }
        }
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            return result.next();
        }
    }
}
