package dev.orderly.events.store;

import javax.sql.DataSource;

import dev.orderly.events.Events;
import dev.orderly.events.system.CountingService;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The event store belongs to one source. */
class StoreOwnerIT {

    private static final String TOPIC = "renamed-events";

    private final TestDatabase database = TestServers.database("renamed");

    @Test
    void aServiceThatIsRenamedOnPurposeSendsNothingAgain() {
        try (var service = start("/old-name")) {
            raise(service, 1, 2, 3);
            awaitHandled(service, 3);
            assertThatThrownBy(() -> start("/new-name").close())
                    .hasRootCauseMessage(
                            "The event store in schema orderly belongs to the source /old-name, and orderly.source is /new-name: "
                                    + "give this service a database of its own, or, if it was renamed, follow \"Renaming a source\" in docs/guide/operations.md");
            assertThat(service.getBean(RegisteredReaders.class).list())
                    .extracting(RegisteredReader::name)
                    .containsExactly("/old-name");
            // As in docs/guide/operations.md, "Renaming a source".
            service.getBean(JdbcClient.class)
                    .sql("UPDATE orderly.event_store_owner SET source = '/new-name' WHERE source = '/old-name'")
                    .update();
        }
        try (var service = start("/new-name")) {
            raise(service, 4);
            awaitHandled(service, 4);
        }

        TopicRecords.assertEachOnceAndInOrder(TOPIC, 4);
    }

    @Test
    void aStoreThatAnEarlierVersionHasWrittenBelongsToTheSourceOfItsEvents() {
        Flyway.configure()
                .dataSource(dataSource())
                .schemas("orderly")
                .table("schema_history")
                .locations("classpath:dev/orderly/events/schema")
                .target("2")
                .load()
                .migrate();
        var jdbc = JdbcClient.create(dataSource());
        jdbc.sql("CREATE TABLE orderly.event_entry_0 PARTITION OF orderly.event_entry FOR VALUES FROM (0) TO (1000000)")
                .update();
        jdbc.sql("""
                        INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
                        VALUES (gen_random_uuid(), 'counter.counted.v1', '/first-name', 'a', now(), 'application/json', '{}')""").update();

        assertThatThrownBy(() -> start("/new-name").close())
                .rootCause()
                .hasMessageStartingWith("The event store in schema orderly belongs to the source /first-name");
    }

    private DataSource dataSource() {
        return new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    }

    private ConfigurableApplicationContext start(String source) {
        return new SpringApplicationBuilder(CountingService.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--orderly.source=" + source,
                        "--orderly.consumer=unchanged-name",
                        "--orderly.topic=" + TOPIC,
                        "--orderly.subscriptions=" + TOPIC,
                        "--spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password());
    }

    private static void raise(ConfigurableApplicationContext service, long... numbers) {
        var transactions = service.getBean(TransactionTemplate.class);
        for (long each : numbers) {
            transactions.executeWithoutResult(status -> Events.raise(new Counted("a", each)));
        }
    }

    private static void awaitHandled(ConfigurableApplicationContext service, long events) {
        TestSystem.await().until(() -> service.getBean(CountingService.class).handled() >= events);
    }
}
