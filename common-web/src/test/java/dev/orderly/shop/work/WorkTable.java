package dev.orderly.shop.work;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.testsupport.TestServers;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A table of work in a database of its own. */
final class WorkTable {

    static final LeaseTable UNFINISHED = new LeaseTable("work_item", "NOT work.finished");

    private static final String CREATE = """
            CREATE TABLE work_item (
                id              uuid        PRIMARY KEY,
                finished        boolean     NOT NULL DEFAULT false,
                attempts        integer     NOT NULL DEFAULT 0,
                next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                trace_parent    text
            )
            """;

    final JdbcClient jdbc;
    final Leases<UUID> leases;

    WorkTable() {
        var database = TestServers.database("work");
        var dataSource = new HikariDataSource();
        dataSource.setJdbcUrl(database.jdbcUrl());
        dataSource.setUsername(database.username());
        dataSource.setPassword(database.password());
        jdbc = JdbcClient.create(dataSource);
        jdbc.sql(CREATE).update();
        leases = new JdbcLeases<>(jdbc, UNFINISHED, (row, i) -> row.getObject("id", UUID.class));
    }

    UUID add() {
        var id = UUID.randomUUID();
        jdbc.sql("INSERT INTO work_item (id, trace_parent) VALUES (?, ?)")
                .params(id, "trace of " + id)
                .update();
        return id;
    }

    List<UUID> add(int count) {
        return Stream.generate(this::add).limit(count).toList();
    }

    void finish(UUID id) {
        jdbc.sql("UPDATE work_item SET finished = true WHERE id = ?").param(id).update();
    }

    int unfinished() {
        return jdbc.sql("SELECT count(*) FROM work_item WHERE NOT finished")
                .query(Integer.class)
                .single();
    }
}
