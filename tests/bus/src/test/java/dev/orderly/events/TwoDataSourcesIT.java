package dev.orderly.events;

import javax.sql.DataSource;

import dev.orderly.events.Basket.Filled;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The bus in an application with two databases, on the one that is not the primary one. */
class TwoDataSourcesIT {

    private static final String TOPIC = "second-events";

    private static final TestDatabase reports = TestServers.database("reports");
    private static final TestDatabase baskets = TestServers.database("baskets");

    @Test
    void theBusUsesTheMarkedOneAndItsTransactions() {
        JdbcClient.create(dataSource(baskets))
                .sql("CREATE TABLE filled (pieces int)")
                .update();

        try (var service = start(Marked.class)) {
            var transactions =
                    new TransactionTemplate(service.getBean("basketTransactions", PlatformTransactionManager.class));
            transactions.executeWithoutResult(status -> Events.raise(new Filled("a", 1)));
            assertThatThrownBy(() -> new TransactionTemplate(service.getBean(PlatformTransactionManager.class))
                            .executeWithoutResult(status -> Events.raise(new Filled("a", 2))))
                    .hasMessageContaining("was raised outside a transaction on the event store's database");

            TestSystem.await().until(() -> count(baskets, "SELECT count(*) FROM filled") == 1);
        }

        assertThat(count(baskets, "SELECT count(*) FROM orderly.processed_event"))
                .isEqualTo(1);
        assertThat(count(reports, "SELECT count(*) FROM pg_namespace WHERE nspname = 'orderly'"))
                .isZero();
    }

    @Test
    void aTransactionManagerOfTheOtherDatabaseFailsTheStart() {
        assertThatThrownBy(() -> start(MarkedByHalf.class).close())
                .rootCause()
                .isInstanceOf(BusSetupException.class)
                .hasMessageContaining("does not manage the DataSource of the inbox")
                .hasMessageContaining("with @OrderlyTransactionManager");
    }

    @Test
    void twoDataSourcesOfWhichNoneIsMarkedFailTheStart() {
        assertThatThrownBy(() -> start(Unmarked.class).close())
                .rootCause()
                .isInstanceOf(BusSetupException.class)
                .hasMessageContaining("several beans of type DataSource")
                .hasMessageContaining("annotate the bus's one with @OrderlyDataSource");
    }

    private static ConfigurableApplicationContext start(Class<?> application) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .run(
                        "--orderly.source=/second",
                        "--orderly.topic=" + TOPIC,
                        "--orderly.subscriptions=" + TOPIC,
                        "--orderly.retention.keep=1h",
                        "--spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers());
    }

    private static DataSource dataSource(TestDatabase database) {
        return new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    }

    private static long count(TestDatabase database, String sql) {
        return JdbcClient.create(dataSource(database))
                .sql(sql)
                .query(Long.class)
                .single();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Marked {

        @Bean
        @Primary
        DataSource reportData() {
            return dataSource(reports);
        }

        @Bean
        @OrderlyDataSource
        DataSource basketData() {
            return dataSource(baskets);
        }

        @Bean
        @Primary
        PlatformTransactionManager reportTransactions(DataSource reportData) {
            return new JdbcTransactionManager(reportData);
        }

        @Bean
        @OrderlyTransactionManager
        PlatformTransactionManager basketTransactions(@OrderlyDataSource DataSource basketData) {
            return new JdbcTransactionManager(basketData);
        }

        @Bean
        Handler handler(@OrderlyDataSource DataSource basketData) {
            return new Handler(basketData);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class MarkedByHalf {

        @Bean
        @Primary
        DataSource reportData() {
            return dataSource(reports);
        }

        @Bean
        @OrderlyDataSource
        DataSource basketData() {
            return dataSource(baskets);
        }

        @Bean
        PlatformTransactionManager reportTransactions(DataSource reportData) {
            return new JdbcTransactionManager(reportData);
        }

        @Bean
        Handler handler(@OrderlyDataSource DataSource basketData) {
            return new Handler(basketData);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Unmarked {

        @Bean
        DataSource reportData() {
            return dataSource(reports);
        }

        @Bean
        DataSource basketData() {
            return dataSource(baskets);
        }

        @Bean
        Handler handler() {
            return new Handler(basketData());
        }
    }

    static class Handler {

        private final JdbcClient jdbc;

        Handler(DataSource dataSource) {
            this.jdbc = JdbcClient.create(dataSource);
        }

        @EventHandler
        void on(Filled event) {
            jdbc.sql("INSERT INTO filled (pieces) VALUES (?)")
                    .param(event.pieces())
                    .update();
        }
    }
}
