package dev.orderly.localstack.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Creates PostgreSQL databases, each with its own role that cannot access the others. */
public final class Databases {

    private Databases() {}

    /**
     * Creates the database and the role that owns it, both with this name, if they are missing; sets the password.
     *
     * @param connection of a superuser, outside a transaction
     */
    public static void create(Connection connection, String name, String password) throws SQLException {
        create(connection, name, name, password);
    }

    /** The same, with an owner of another name. */
    static void create(Connection connection, String owner, String name, String password) throws SQLException {
        verify(name);
        addRole(connection, owner, password);
        if (!exists(connection, "SELECT FROM pg_database WHERE datname = '%s'".formatted(name))) {
            execute(connection, "CREATE DATABASE %s OWNER %s".formatted(name, owner));
            execute(connection, "REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(name));
        }
        // Everybody may connect to these two by default.
        if (exists(
                connection,
                "SELECT FROM pg_database WHERE datname = 'postgres' AND has_database_privilege('public', oid, 'CONNECT')")) {
            execute(connection, "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC");
        }
    }

    /** Creates the role if it is missing; sets the password. */
    static void addRole(Connection connection, String name, String password) throws SQLException {
        verify(name);
        var verb = exists(connection, "SELECT FROM pg_roles WHERE rolname = '%s'".formatted(name)) ? "ALTER" : "CREATE";
        try (var statement = connection.createStatement()) {
            statement.execute("%s ROLE %s LOGIN PASSWORD %s".formatted(verb, name, statement.enquoteLiteral(password)));
        }
    }

    /** Lets the role use what the owner creates in this database, and change rows only. */
    static void share(Connection connection, String owner, String role) throws SQLException {
        execute(connection, "GRANT CONNECT ON DATABASE %1$s TO %1$s".formatted(role));
        for (var right : List.of("SELECT, INSERT, UPDATE, DELETE ON TABLES", "SELECT, USAGE ON SEQUENCES")) {
            execute(connection, "ALTER DEFAULT PRIVILEGES FOR ROLE %s GRANT %s TO %s".formatted(owner, right, role));
        }
    }

    private static void verify(String name) {
        if (!name.matches("[a-z_][a-z0-9_]*")) {
            throw new IllegalArgumentException(
                    "Invalid database name '%s': use lower-case letters, digits and underscores".formatted(name));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            return result.next();
        }
    }
}
