package dev.orderly.events.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** An event store in which each event had a second row until it had its position, with instances that still run. */
class StoreMigrationIT {

    private static final String PARTITION = """
            CREATE TABLE orderly.%1$s_0 PARTITION OF orderly.%1$s FOR VALUES FROM (0) TO (1000000)""";

    /** What an instance of the version before executes. */
    private static final String RAISE = """
            WITH entry AS (
                INSERT INTO orderly.event_entry
                    (id, type, source, subject, occurred_at, content_type, payload, trace_parent)
                VALUES (gen_random_uuid(), 'store.kept.v1', '/store', ?, now(), 'application/json', '{}', NULL)
                RETURNING insertion_id, octet_length(payload) AS payload_size
            )
            INSERT INTO orderly.unnumbered_event SELECT * FROM entry
            RETURNING insertion_id""";

    private static final String GIVE_POSITION = """
            WITH gone AS (
                DELETE FROM orderly.unnumbered_event WHERE insertion_id = ? RETURNING insertion_id
            ), moved AS (
                UPDATE orderly.event_head SET position = position + 1 RETURNING position
            )
            INSERT INTO orderly.event_run SELECT position, position, insertion_id FROM gone, moved""";

    private static final String MIGRATING = """
            SELECT EXISTS (
                SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'active' AND query LIKE '%lock_not_available%'
                  AND pid <> pg_backend_pid())""";

    private final TestDatabase database = TestServers.database("kept");
    private final JdbcClient jdbc = JdbcClient.create(
            new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));

    @Test
    void everyEventWithoutAPositionGetsItAndRunningInstancesGoOnRaisingEvents() throws Exception {
        migrateTo("8");
        // As that version made its partitions.
        for (var table : List.of("event_entry", "event_run")) {
            jdbc.sql(PARTITION.formatted(table)).update();
        }
        raise("first");
        raise("overtaken");
        raise("second");
        jdbc.sql(GIVE_POSITION).param(1).update();
        jdbc.sql(GIVE_POSITION).param(3).update();
        raise("waiting");

        CompletableFuture<Void> migration;
        try (var open = open("open")) {
            migration = CompletableFuture.runAsync(() -> migrateTo("latest"));
            await().until(() -> jdbc.sql(MIGRATING).query(Boolean.class).single());
            raise("raised during the migration");
            assertThat(migration).isNotDone();
            open.commit();
        }
        migration.get();
        raise("raised after it");

        var numbered = new JdbcEventSequencer(jdbc).number(100);
        assertThat(numbered.head()).isEqualTo(7);
        assertThat(numbered.entries())
                .extracting(each -> each.metadata().subject())
                .containsExactly("overtaken", "waiting", "open", "raised during the migration", "raised after it");
    }

    private long raise(String subject) {
        return jdbc.sql(RAISE).param(subject).query(Long.class).single();
    }

    private Connection open(String subject) throws SQLException {
        var connection = DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
        connection.setAutoCommit(false);
        try (var raise = connection.prepareStatement(RAISE)) {
            raise.setString(1, subject);
            raise.executeQuery();
        }
        return connection;
    }

    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .schemas("orderly")
                .table("schema_history")
                .locations("classpath:dev/orderly/events/schema")
                .target(version)
                .load()
                .migrate();
    }
}
