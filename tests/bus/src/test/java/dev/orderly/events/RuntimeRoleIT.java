package dev.orderly.events;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.events.start.BusSetupException;
import dev.orderly.testsupport.OnProcesses;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A service whose role may only read and write rows; the schema belongs to another role, which migrates it. */
@Tag("full")
@OnProcesses
class RuntimeRoleIT {

    private static final String PARTITIONS = """
            SELECT count(*) FROM pg_inherits WHERE inhparent IN
                ('orderly.event_entry'::regclass, 'orderly.event_run'::regclass, 'orderly.processed_event'::regclass)""";

    @Test
    void theServiceNeedsNoRightToDdl() {
        createDatabase("bank");

        try (var service = start("bank", "--orderly.schema.username=bank_owner", "--orderly.schema.password=owner")) {
            raise(service, "a-1");
            await().until(() -> handled(service).equals(List.of("a-1")));
            var jdbc = service.getBean(JdbcClient.class);
            assertThat(jdbc.sql("SELECT current_user").query(String.class).single())
                    .isEqualTo("bank");
            // Those of the events, their positions, and the processed events of today.
            assertThat(jdbc.sql(PARTITIONS).query(Integer.class).single()).isGreaterThanOrEqualTo(5);
        }
        try (var restarted = start("bank", "--orderly.schema.migrate=false")) {
            raise(restarted, "a-2");
            await().until(() -> handled(restarted).contains("a-2"));
        }
    }

    @Test
    void theServicesRoleCannotChangeTheSchema() throws SQLException {
        migrate("vault");

        try (var vault = connect("vault", "vault")) {
            for (var denied : List.of(
                    "CREATE TABLE orderly.own (id int)",
                    "CREATE TABLE public.own (id int)",
                    "CREATE SCHEMA own",
                    "DROP TABLE orderly.event_head",
                    "ALTER TABLE orderly.event_entry ADD COLUMN own int",
                    "TRUNCATE orderly.processed_event",
                    "UPDATE orderly.schema_history SET checksum = 0",
                    "COPY orderly.event_head TO PROGRAM 'cat'",
                    "SET ROLE vault_owner")) {
                assertThatThrownBy(() -> execute(vault, denied))
                        .as(denied)
                        .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getSQLState())
                                .isEqualTo("42501"));
            }
        }
    }

    @Test
    void theOwnersProceduresTakeNamesOfPartitionsOnly() throws SQLException {
        migrate("gallery");

        try (var gallery = connect("gallery", "gallery")) {
            for (var refused : List.of(
                    "CALL orderly.drop_partition('dead_letter')",
                    "CALL orderly.drop_partition('event_entry_0; DROP SCHEMA orderly')",
                    "CALL orderly.add_partition('dead_letter', '1', '0', '1')",
                    "CALL orderly.add_partition('event_entry', '1 (id int); --', '0', '1')")) {
                assertThatThrownBy(() -> execute(gallery, refused))
                        .as(refused)
                        .hasMessageContaining("is not a partition of the bus");
            }
        }
    }

    @Test
    void theServicesRoleReachesNoOtherDatabase() {
        createDatabase("museum");
        createDatabase("theater");

        for (var denied : List.of("theater", "postgres", "template1")) {
            assertThatThrownBy(() -> connect(denied, "museum")).as(denied).hasMessageContaining("permission denied");
        }
        assertThatThrownBy(() -> connect("museum", "theater")).hasMessageContaining("permission denied");
    }

    @Test
    void aServiceThatDoesNotMigrateSaysWhatIsMissing() {
        createDatabase("empty");

        assertThatThrownBy(() -> start("empty", "--orderly.schema.migrate=false"))
                .rootCause()
                .isInstanceOf(BusSetupException.class)
                .hasMessageContaining("orderly.schema.migrate is false");
    }

    private static void migrate(String name) {
        createDatabase(name);
        start(name, "--orderly.schema.username=%s_owner".formatted(name), "--orderly.schema.password=owner")
                .close();
    }

    private static void createDatabase(String name) {
        TestServers.postgres().createDatabase(name, "service", "owner");
    }

    private static Connection connect(String database, String role) throws SQLException {
        return DriverManager.getConnection(TestServers.postgres().jdbcUrl(database), role, "service");
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static ConfigurableApplicationContext start(String name, String... arguments) {
        return new SpringApplicationBuilder(Bank.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "orderly.source=/" + name,
                        "orderly.topic=%s-events".formatted(name),
                        "orderly.subscriptions=%s-events".formatted(name),
                        "spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                        "spring.datasource.url=" + TestServers.postgres().jdbcUrl(name),
                        "spring.datasource.username=" + name,
                        "spring.datasource.password=service")
                .run(arguments);
    }

    private static void raise(ConfigurableApplicationContext service, String account) {
        service.getBean(TransactionTemplate.class).executeWithoutResult(status -> Events.raise(new Deposited(account)));
    }

    private static List<String> handled(ConfigurableApplicationContext service) {
        return service.getBean(Bank.class).handled;
    }

    @EventType("account.deposited.v1")
    record Deposited(String account) implements DomainEvent {

        @Override
        public String aggregateId() {
            return account;
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Bank {

        final List<String> handled = new CopyOnWriteArrayList<>();

        @EventHandler
        void on(Deposited event) {
            handled.add(event.account());
        }
    }
}
