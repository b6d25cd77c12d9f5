package dev.orderly.localstack.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

class LocalPostgresIT {

    private static Path directory;
    private static LocalPostgres postgres;

    @BeforeAll
    static void start(@TempDir Path temporary) {
        directory = temporary;
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
    void deniesTheSuperuserWithoutItsPassword() {
        assertThatThrownBy(() -> connect("postgres", "postgres", "")).hasMessageContaining("password");
        assertThatThrownBy(() -> connect("postgres", "postgres", "postgres")).hasMessageContaining("password");
    }

    @Test
    void keepsItsPasswordItsDataAndItsBinariesToItsOwner() throws IOException {
        assertThat(mode(directory)).isEqualTo("rwx------");
        assertThat(mode(directory.resolve("data"))).isEqualTo("rwx------");
        assertThat(mode(directory.resolve("superuser-password"))).isEqualTo("rw-------");
        var binaries = Path.of(
                ProcessHandle.of(postgres.pid()).orElseThrow().info().command().orElseThrow());
        for (var each = binaries.getParent(); each != null; each = each.getParent()) {
            if (mode(each).equals("rwx------")) {
                return;
            }
        }
        fail("Others can enter the folder of " + binaries);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
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
