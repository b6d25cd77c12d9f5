package dev.orderly.events.deadletter;

import java.util.UUID;

import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/** A service starts on a database that an earlier version of the bus has migrated and written. */
class SchemaMigrationIT {

    private static final String INSERT_AT_V1 = """
            INSERT INTO orderly.dead_letter
                (consumer, event_id, type, topic, origin, key, headers, payload, parked, attempts, reason, parked_at)
            VALUES ('shelves', ?, 'shelf.stacked.v1', 'shelf-events', 'shelf-events-0@1', 's-1',
                    '\\x00000000', '\\x7b7d', true, 10, 'broken', '2026-01-02T03:04:05Z')""";

    @Test
    void aDeadLetterThatAnEarlierVersionHasWrittenIsListed() {
        var database = TestServers.database("earlier");
        var eventId = UUID.randomUUID();
        migrateToV1(database);
        jdbc(database).sql(INSERT_AT_V1).param(eventId).update();

        try (var service = start(database)) {
            var listed = RestClient.create(
                            "http://localhost:" + service.getEnvironment().getProperty("local.server.port"))
                    .get()
                    .uri("/dead-letters")
                    .retrieve()
                    .body(String.class);

            assertThat(listed)
                    .contains("\"eventId\":\"" + eventId + "\"")
                    .contains("\"parkedAt\":\"2026-01-02T03:04:05Z\"");
        }
    }

    private static void migrateToV1(TestDatabase database) {
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.username(), database.password())
                .schemas("orderly")
                .table("schema_history")
                .locations("classpath:dev/orderly/events/schema")
                .target("1")
                .load()
                .migrate();
    }

    private static JdbcClient jdbc(TestDatabase database) {
        return JdbcClient.create(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
    }

    private static ConfigurableApplicationContext start(TestDatabase database) {
        return new SpringApplicationBuilder(Shelves.class)
                .web(WebApplicationType.SERVLET)
                .properties(
                        "server.port=0",
                        "orderly.source=/shelves",
                        "orderly.transport=feed",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Shelves {}
}
