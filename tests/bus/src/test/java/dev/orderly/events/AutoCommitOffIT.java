package dev.orderly.events;

import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole way of an event, in a service whose connection pool does not commit by itself. */
class AutoCommitOffIT {

    private static final String TOPIC = "uncommitted-events";

    private final TestDatabase database = TestServers.database("uncommitted");

    @Test
    void eachEventIsSentAndHandledOnceAlsoAfterARestart() {
        try (var service = start()) {
            raise(service, "a", 1, 2, 3);
            awaitHandled(3);
        }
        try (var service = start()) {
            raise(service, "a", 4, 5);
            awaitHandled(5);
        }

        TopicRecords.assertEachOnceAndInOrder(TOPIC, 5);
        assertThat(jdbc().sql("SELECT pieces FROM filled ORDER BY id")
                        .query(Integer.class)
                        .list())
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(jdbc().sql("SELECT position FROM orderly.event_head")
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
    }

    private ConfigurableApplicationContext start() {
        jdbc().sql("CREATE TABLE IF NOT EXISTS filled (id bigint GENERATED ALWAYS AS IDENTITY, pieces int)")
                .update();
        return new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--orderly.source=/uncommitted",
                        "--orderly.topic=" + TOPIC,
                        "--orderly.subscriptions=" + TOPIC,
                        "--orderly.retention.keep=1h",
                        "--spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.datasource.hikari.auto-commit=false");
    }

    private static void raise(ConfigurableApplicationContext service, String basket, int... pieces) {
        var transactions = service.getBean(TransactionTemplate.class);
        for (int each : pieces) {
            transactions.executeWithoutResult(status -> Events.raise(new Basket.Filled(basket, each)));
        }
    }

    private void awaitHandled(long events) {
        TestSystem.await().untilAsserted(() -> assertThat(jdbc().sql("SELECT count(*) FROM filled")
                        .query(Long.class)
                        .single())
                .isGreaterThanOrEqualTo(events));
    }

    private JdbcClient jdbc() {
        return JdbcClient.create(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {

        private final JdbcClient jdbc;

        Service(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @EventHandler
        void on(Basket.Filled event) {
            jdbc.sql("INSERT INTO filled (pieces) VALUES (?)")
                    .param(event.pieces())
                    .update();
        }
    }
}
