package dev.orderly.localstack.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalPostgresIT {

    private static LocalPostgres postgres;

    @BeforeAll
    static void start(@TempDir Path directory) {
        postgres = LocalPostgres.onFreePort(directory);
        postgres.start();
        postgres.createDatabase("orders", "secret");
    }

    @AfterAll
    static void stop() {
        postgres.stop();
    }

    @Test
    void isPostgres18AndDurable() throws SQLException {
        try (var orders = connect("orders", "orders", "secret")) {
            assertThat(ask(orders, "SHOW server_version")).startsWith("18");
            assertThat(ask(orders, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(orders, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(orders, "SHOW max_connections")).isEqualTo("200");
        }
    }

    @Test
    void keepsCommittedDataAcrossAKill() throws SQLException {
        try (var orders = connect("orders", "orders", "secret")) {
            orders.createStatement().execute("CREATE TABLE kept AS SELECT 42 AS answer");
        }
        var killed = postgres.pid();

        postgres.kill();
        assertThat(ProcessHandle.of(killed)).isEmpty();
        postgres.start();

        assertThat(postgres.pid()).isNotEqualTo(killed);
        try (var orders = connect("orders", "orders", "secret")) {
            assertThat(ask(orders, "SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void leavesNoProcessRunningAfterStop() {
        var postmaster = ProcessHandle.of(postgres.pid()).orElseThrow();
        var family = postmaster.descendants().toList();
        assertThat(family).isNotEmpty();

        postgres.stop();

        assertThat(postmaster.isAlive()).isFalse();
        assertThat(family).noneMatch(ProcessHandle::isAlive);
        postgres.start();
    }

    @Test
    void deniesARoleAccessToOtherDatabases() throws SQLException {
        postgres.createDatabase("refunds", "other");

        connect("refunds", "refunds", "other").close();
        assertThatThrownBy(() -> connect("refunds", "orders", "secret")).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> connect("orders", "orders", "guessed")).hasMessageContaining("password");
    }

    @Test
    void createsADatabaseOnceAndUpdatesItsPassword() throws SQLException {
        try (var orders = connect("orders", "orders", "secret")) {
            orders.createStatement().execute("CREATE TABLE known AS SELECT 42 AS answer");
        }

        postgres.createDatabase("orders", "changed");

        try (var orders = connect("orders", "orders", "changed")) {
            assertThat(ask(orders, "SELECT answer FROM known")).isEqualTo("42");
        }
        postgres.createDatabase("orders", "secret");
    }

    private Connection connect(String database, String role, String password) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(database), role, password);
    }

    private static String ask(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
