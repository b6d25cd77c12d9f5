package dev.orderly.lab.experiment;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts rows and statements of some databases from its creation on. It reads the changed rows from the write-ahead log, because
 * PostgreSQL's statistics come up to ten seconds late.
 */
final class CostMeter {

    private static final String BEGIN_ROWS = """
            SELECT pg_create_logical_replication_slot('lab_cost_' || current_database(), 'test_decoding')""";

    private static final String ROWS = """
            SELECT count(*) FROM pg_logical_slot_get_changes('lab_cost_' || current_database(), NULL, NULL)
            WHERE data LIKE 'table %'""";

    private static final String END_ROWS = """
            SELECT pg_drop_replication_slot('lab_cost_' || current_database())""";

    /** The role of a database has the database's name: the meter's own statements do not count. */
    private static final String STATEMENTS = """
            SELECT coalesce(sum(calls), 0)
            FROM pg_stat_statements JOIN pg_roles ON pg_roles.oid = userid
            WHERE rolname = ANY (?)""";

    private final List<LabServers.Database> databases;
    private final List<JdbcClient> clients;
    private final JdbcClient statements;
    private final long statementsBefore;

    CostMeter(LabServers servers, List<LabServers.Database> databases) {
        this.databases = databases;
        this.statements = LabServers.client(servers.superuser("postgres"));
        this.clients = databases.stream()
                .map(each -> LabServers.client(servers.superuser(each.username())))
                .toList();
        clients.forEach(each -> each.sql(BEGIN_ROWS).query(String.class).single());
        this.statementsBefore = countStatements();
    }

    /** Ends the count. */
    Cost perEvent(int events, @Nullable Integer messages) {
        var issued = countStatements() - statementsBefore;
        long rows = 0;
        for (var each : clients) {
            rows += each.sql(ROWS).query(Long.class).single();
            each.sql(END_ROWS).query((row, number) -> number).list();
        }
        return new Cost(
                (double) rows / events, (double) issued / events, messages == null ? null : (double) messages / events);
    }

    private long countStatements() {
        return statements
                .sql(STATEMENTS)
                .param(databases.stream().map(LabServers.Database::username).toArray(String[]::new))
                .query(Long.class)
                .single();
    }
}
