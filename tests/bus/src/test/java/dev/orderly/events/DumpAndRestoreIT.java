package dev.orderly.events;

import java.nio.file.Path;
import java.util.stream.IntStream;

import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.system.LogicalCopy;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Test;
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

    private static final String TOPIC = "moved-events";

    @TempDir
    Path directory;

    @Test
    void positionsAndOffsetsAreValidInARestoredDatabase() throws Exception {
        var before = TestServers.database("moved");
        try (var service = start(before, "--orderly.topic=" + TOPIC)) {
            useUpTransactionIds(service);
            IntStream.range(0, 50).forEach(each -> raiseOneAndRollOneBack(service));
            await().until(() -> forwarded(service) == 50);
        }
        try (var withoutForwarder = start(before)) {
            IntStream.range(0, 10).forEach(each -> raiseOneAndRollOneBack(withoutForwarder));
        }

        try (var server = LocalPostgres.onFreePort(directory)) {
            server.start();
            server.createDatabase("restored", "secret");
            var after = new TestDatabase(server.jdbcUrl("restored"), "restored", "secret");
            start(after).close();
            LogicalCopy.copy(before, after);

            try (var service = start(after, "--orderly.topic=" + TOPIC)) {
                raiseOneAndRollOneBack(service);
                await().until(() -> forwarded(service) == 61);

                TopicRecords.assertEachOnceAndInOrder(TOPIC, 61);
                assertThat(service.getBean(EventStore.class).get(50, 100))
                        .extracting(EventEntry::position)
                        .containsExactly(51L, 52L, 53L, 54L, 55L, 56L, 57L, 58L, 59L, 60L, 61L);
            }
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

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
