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
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An event store of an earlier version, whose instances still run. */
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

    /** How an instance of the version before reads positions. */
    private static final String READ_RUNS =
            "SELECT first_position, last_position, first_insertion_id FROM orderly.event_run";

    private static final String MIGRATING = """
            SELECT EXISTS (
                SELECT FROM pg_locks
                WHERE mode = 'AccessExclusiveLock' AND NOT granted
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))""";

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

    @Test
    void whileADumpReadsTheStoreTheMigrationWaitsAndHoldsUpNoOtherReader() throws Exception {
        migrateTo("21");
        CompletableFuture<Void> migration;
        try (var dump = connection();
                var dumping = dump.createStatement();
                var reader = connection();
                var reading = reader.createStatement()) {
            dumping.execute("LOCK TABLE orderly.event_run IN ACCESS SHARE MODE");
            migration = CompletableFuture.runAsync(() -> migrateTo("latest"));
            await().until(() -> jdbc.sql(MIGRATING).query(Boolean.class).single());
            reading.execute("SET lock_timeout = '10s'");
            reading.execute(READ_RUNS);
            assertThat(migration).isNotDone();
        }
        migration.get();
        // An instance of the version before would take the ids of a sparse run for consecutive ones.
        assertThatThrownBy(() -> jdbc.sql(READ_RUNS).query().listOfRows()).isInstanceOf(BadSqlGrammarException.class);
    }

    private long raise(String subject) {
        return jdbc.sql(RAISE).param(subject).query(Long.class).single();
    }

    private Connection open(String subject) throws SQLException {
        var connection = connection();
        try (var raise = connection.prepareStatement(RAISE)) {
            raise.setString(1, subject);
            raise.executeQuery();
        }
        return connection;
    }

    private Connection connection() throws SQLException {
        var connection = DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
        connection.setAutoCommit(false);
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
