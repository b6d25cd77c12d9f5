package dev.orderly.events;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.Map;
import java.util.stream.IntStream;

import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.system.LogicalCopy;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.installed.InstalledPostgres;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A service's database moves to another server, where transaction ids begin anew, and the service goes on there. */
class DumpAndRestoreIT {

    @TempDir
    Path directory;

    @Test
    void positionsAndOffsetsAreValidInARestoredDatabase() throws Exception {
        var before = TestServers.database("moved");
        try (var server = LocalPostgres.onFreePort(directory)) {
            server.start();
            server.createDatabase("restored", "secret");
            var after = new TestDatabase(server.jdbcUrl("restored"), "restored", "secret");

            moves("copied-events", before, after, () -> {
                start(after).close();
                LogicalCopy.copy(before, after);
            });
        }
    }

    @Test
    @EnabledIf(
            value = "dev.orderly.localstack.installed.InstalledPostgres#isPresent",
            disabledReason = "no PostgreSQL with pg_dump is installed (Debian: postgresql)")
    void positionsAndOffsetsAreValidInADatabaseOfPgDumpAndPgRestore() throws Exception {
        var dump = directory.resolve("dump").toString();
        try (var from = InstalledPostgres.start(Map.of());
                var to = InstalledPostgres.start(Map.of())) {
            var before = TestDatabase.create(from, "moved");
            var after = TestDatabase.create(to, "restored");

            moves("dumped-events", before, after, () -> {
                from.execute("pg_dump", "--format=custom", "--file=" + dump, "moved");
                to.execute("pg_restore", "--exit-on-error", "--dbname=restored", dump);
            });
        }
    }

    private static void moves(String topic, TestDatabase before, TestDatabase after, Move move) throws Exception {
        try (var service = start(before, "--orderly.topic=" + topic)) {
            useUpTransactionIds(service);
            IntStream.range(0, 50).forEach(each -> raiseOneAndRollOneBack(service));
            await().until(() -> forwarded(service) == 50);
        }
        try (var open = DriverManager.getConnection(before.jdbcUrl(), before.username(), before.password())) {
            try (var withoutForwarder = start(before)) {
                // It will never commit, and leaves a hole.
                open.setAutoCommit(false);
                open.createStatement().execute("""
                        INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
                        VALUES (gen_random_uuid(), 'basket.filled.v1', '/moved', 'moved', now(), 'application/json', '{}')""");
                IntStream.range(0, 5).forEach(each -> raiseOneAndRollOneBack(withoutForwarder));
                withoutForwarder.getBean(EventSequencer.class).number(100);
                IntStream.range(0, 5).forEach(each -> raiseOneAndRollOneBack(withoutForwarder));
            }
            move.run();
        }

        try (var service = start(after, "--orderly.topic=" + topic)) {
            raiseOneAndRollOneBack(service);
            await().until(() -> forwarded(service) == 61);

            TopicRecords.assertEachOnceAndInOrder(topic, 61);
            assertThat(service.getBean(EventStore.class).get(50, 100))
                    .extracting(EventEntry::position)
                    .containsExactly(51L, 52L, 53L, 54L, 55L, 56L, 57L, 58L, 59L, 60L, 61L);
            await().until(() -> holes(service) == 0);
        }
    }

    private static ConfigurableApplicationContext start(TestDatabase database, String... arguments) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                        "orderly.source=/moved")
                .run(arguments);
    }

    /** More than the other server will have given out at the end. */
    private static void useUpTransactionIds(ConfigurableApplicationContext service) {
        service.getBean(JdbcClient.class)
                .sql("DO $$ BEGIN FOR i IN 1..10000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$")
                .update();
    }

    private static void raiseOneAndRollOneBack(ConfigurableApplicationContext service) {
        var transactions = service.getBean(TransactionTemplate.class);
        transactions.executeWithoutResult(status -> Events.raise(new Basket.Filled("moved", 1)));
        transactions.executeWithoutResult(status -> {
            Events.raise(new Basket.Filled("moved", 2));
            status.setRollbackOnly();
        });
    }

    private static long forwarded(ConfigurableApplicationContext service) {
        return service.getBean(JdbcClient.class)
                .sql("SELECT position FROM orderly.forwarder_position")
                .query(Long.class)
                .single();
    }

    private static long holes(ConfigurableApplicationContext service) {
        return service.getBean(JdbcClient.class)
                .sql("SELECT count(*) FROM orderly.event_hole")
                .query(Long.class)
                .single();
    }

    @FunctionalInterface
    private interface Move {

        void run() throws Exception;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
