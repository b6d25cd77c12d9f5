package dev.orderly.lab.phase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Directories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs a listener of each phase through each end of a transaction. The page docs/guide/phases.md has the table that comes out. */
class PhasesIT {

    private static final LocalPostgres postgres =
            LocalPostgres.onFreePort(Directories.temporary("phases").resolve("postgres"));

    private enum Run {
        COMMITS("the transaction commits"),
        ROLLS_BACK("the transaction rolls back"),
        LISTENER_FAILS("it commits, and the listener throws"),
        LISTENER_FAILS_AFTER_ROLLBACK("it rolls back, and the listener throws"),
        NO_TRANSACTION("there is no transaction");

        private final String label;

        Run(String label) {
            this.label = label;
        }
    }

    @BeforeAll
    static void startServer() {
        postgres.start();
        postgres.createDatabase("phases", "phases");
    }

    @AfterAll
    static void stopServer() {
        postgres.close();
    }

    @Test
    void thePageSaysWhatEachPhaseDoes() throws IOException {
        var rows = Arrays.stream(Run.values())
                .map(run -> "| %s | %s |"
                        .formatted(
                                run.label,
                                Arrays.stream(TransactionPhase.values())
                                        .map(phase -> outcome(phase, run))
                                        .collect(Collectors.joining(" | "))))
                .collect(Collectors.joining("\n"));

        assertThat(Files.readString(Path.of("../docs/guide/phases.md"))).contains(rows);
    }

    /** In a new application and with empty tables, so that no run sees another's rows. */
    private static String outcome(TransactionPhase phase, Run run) {
        try (var application = new AnnotationConfigApplicationContext(Application.class)) {
            var jdbc = application.getBean(JdbcClient.class);
            var listeners = application.getBean(PhaseListeners.class);
            var failure = fail(application, phase, run);
            if (!listeners.wasCalled(phase)) {
                return "not called";
            }
            var row = count(jdbc, "handled") == 1 ? "its row is stored" : "its row is gone";
            return switch (run) {
                case COMMITS, ROLLS_BACK, NO_TRANSACTION -> "called; " + row;
                case LISTENER_FAILS, LISTENER_FAILS_AFTER_ROLLBACK ->
                    "called; %s, the order is %s, the caller gets %s"
                            .formatted(
                                    row,
                                    count(jdbc, "changed_order") == 1 ? "stored" : "rolled back",
                                    failure == null ? "no exception" : "the exception");
            };
        }
    }

    private static RuntimeException fail(
            AnnotationConfigApplicationContext application, TransactionPhase phase, Run run) {
        var event = new OrderChanged(phase, run.name().startsWith("LISTENER_FAILS"));
        try {
            if (run == Run.NO_TRANSACTION) {
                application.publishEvent(event);
            } else {
                new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
                        .executeWithoutResult(transaction -> {
                            application
                                    .getBean(JdbcClient.class)
                                    .sql("INSERT INTO changed_order DEFAULT VALUES")
                                    .update();
                            application.publishEvent(event);
                            if (run.name().startsWith("ROLLS_BACK")
                                    || run.name().endsWith("ROLLBACK")) {
                                transaction.setRollbackOnly();
                            }
                        });
            }
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static int count(JdbcClient jdbc, String table) {
        return jdbc.sql("SELECT count(*) FROM " + table).query(Integer.class).single();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Application {

        @Bean
        HikariDataSource dataSource() {
            var database = new HikariDataSource();
            database.setJdbcUrl(postgres.jdbcUrl("phases"));
            database.setUsername("phases");
            database.setPassword("phases");
            database.setMaximumPoolSize(2);
            return database;
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource dataSource) {
            return new JdbcTransactionManager(dataSource);
        }

        @Bean
        JdbcClient jdbcClient(DataSource dataSource) {
            var jdbc = JdbcClient.create(dataSource);
            jdbc.sql("""
                    DROP TABLE IF EXISTS handled, changed_order;
                    CREATE TABLE handled (phase text);
                    CREATE TABLE changed_order (id bigint GENERATED ALWAYS AS IDENTITY)""").update();
            return jdbc;
        }

        @Bean
        PhaseListeners phaseListeners(JdbcClient jdbc) {
            return new PhaseListeners(jdbc);
        }
    }
}
