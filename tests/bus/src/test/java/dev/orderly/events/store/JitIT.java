package dev.orderly.events.store;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.localstack.installed.InstalledPostgres;
import dev.orderly.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * On a server that compiles expensive plans (JIT), no statement of the way of an event is compiled: that would take longer than
 * to run it. The server logs each plan. Its statistics say that the store holds many millions of events.
 */
@EnabledIf(
        value = "dev.orderly.localstack.installed.InstalledPostgres#isPresent",
        disabledReason = "no PostgreSQL with JIT is installed (Debian: postgresql)")
class JitIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "jit", "on",
            "autovacuum", "off",
            "session_preload_libraries", "auto_explain",
            "auto_explain.log_min_duration", "0",
            "auto_explain.log_analyze", "on",
            "auto_explain.log_timing", "off");

    private static final int EVENTS = 5_000;

    private static final String FILL = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
            SELECT gen_random_uuid(), 'large.kept.v1', '/large', 'shelf', now(), 'application/json', '{}'
            FROM generate_series(1, ?)""";

    /** Rows per page; the planner multiplies them by the pages that there are. */
    private static final String PRETEND = """
            UPDATE pg_class SET relpages = 1, reltuples = 1000000
            WHERE relnamespace = 'orderly'::regnamespace AND relname ~ '^event_(entry|run)_[0-9]+$'""";

    private InstalledPostgres server;
    private ConfigurableApplicationContext service;

    @BeforeEach
    void start() throws Exception {
        server = InstalledPostgres.start(SETTINGS);
        var database = TestDatabase.create(server, "large");
        service = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "orderly.source=/large")
                .run();
        jdbc().sql(FILL).param(EVENTS).update();
        number();
        jdbc().sql("ANALYZE orderly.event_entry, orderly.event_run").update();
        jdbc().sql(PRETEND).update();
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        server.close();
    }

    @Test
    void nothingOnTheWayOfAnEventIsCompiled() throws Exception {
        var before = plans().size();
        jdbc().sql("SELECT count(*) FROM orderly.event_entry").query(Long.class).single();
        assertThat(plans().stream().skip(before))
                .as("a control: this is compiled")
                .anyMatch(Plan::isCompiled);

        before = plans().size();
        for (int i = 0; i < 20; i++) {
            raise();
            number();
            service.getBean(EventStore.class).get(EVENTS + i, 100);
            service.getBean(ForwarderPosition.class).backlog();
            service.getBean(RegisteredReaders.class).list();
        }
        var plans = plans().subList(before, plans().size());

        assertThat(plans).anyMatch(each -> each.query().contains("orderly.event_hole"));
        assertThat(plans).filteredOn(Plan::isCompiled).isEmpty();
    }

    private void raise() {
        service.getBean(TransactionTemplate.class).executeWithoutResult(status -> Events.raise(new Kept("shelf")));
    }

    private void number() {
        var sequencer = service.getBean(EventSequencer.class);
        while (!sequencer.number(1_000).entries().isEmpty()) {
            // until every event has its position
        }
    }

    private JdbcClient jdbc() {
        return service.getBean(JdbcClient.class);
    }

    private List<Plan> plans() throws IOException {
        var log = Files.readString(server.logFile());
        return Stream.of(log.split("(?m)^(?=\\d{4}-\\d\\d-\\d\\d )"))
                .filter(each -> each.contains("Query Text: "))
                .map(Plan::new)
                .toList();
    }

    private record Plan(String text) {

        String query() {
            return text.substring(text.indexOf("Query Text: "), text.indexOf("(cost="));
        }

        boolean isCompiled() {
            return text.contains("JIT:");
        }
    }

    @EventType("large.kept.v1")
    record Kept(String shelf) implements DomainEvent {

        @Override
        public String aggregateId() {
            return shelf;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
