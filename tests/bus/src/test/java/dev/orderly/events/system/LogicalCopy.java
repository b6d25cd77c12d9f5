package dev.orderly.events.system;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.orderly.testsupport.TestDatabase;
import org.postgresql.PGConnection;

/**
 * Takes what {@code pg_dump} and {@code psql} would take from one database to another: rows, partitions and the values of
 * sequences, and nothing of the server's own, such as transaction ids. The tables themselves have to be there.
 */
public final class LogicalCopy {

    private static final String PARTITIONS = """
            SELECT format('CREATE TABLE IF NOT EXISTS orderly.%I PARTITION OF %s %s',
                          relname, inhparent::regclass, pg_get_expr(relpartbound, pg_class.oid))
            FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE relkind = 'r'
            ORDER BY 1""";

    private static final String TABLES = """
            SELECT oid::regclass FROM pg_class
            WHERE relnamespace = 'orderly'::regnamespace AND relkind = 'r' AND relname <> 'schema_history'
            ORDER BY 1""";

    private static final String SEQUENCES = """
            SELECT format('SELECT setval(%L, %s)', schemaname || '.' || sequencename, last_value)
            FROM pg_sequences WHERE schemaname = 'orderly' AND last_value IS NOT NULL""";

    private LogicalCopy() {}

    public static void copy(TestDatabase from, TestDatabase to) throws SQLException, IOException {
        try (var source = connect(from);
                var target = connect(to)) {
            for (var partition : ask(source, PARTITIONS)) {
                execute(target, partition);
            }
            for (var table : ask(source, TABLES)) {
                execute(target, "DELETE FROM " + table);
                var rows = new ByteArrayOutputStream();
                source.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY %s TO STDOUT".formatted(table), rows);
                target.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY %s FROM STDIN".formatted(table), new ByteArrayInputStream(rows.toByteArray()));
            }
            for (var sequence : ask(source, SEQUENCES)) {
                execute(target, sequence);
            }
        }
    }

    private static Connection connect(TestDatabase database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
    }

    private static List<String> ask(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            List<String> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
