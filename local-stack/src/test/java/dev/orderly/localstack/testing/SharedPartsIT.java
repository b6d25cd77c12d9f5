package dev.orderly.localstack.testing;

import java.sql.DriverManager;
import java.sql.SQLException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SharedPartsIT {

    @Test
    void givesEachCallerAFreshDatabaseOnOneServer() throws SQLException {
        var first = TestParts.database("orders");
        var second = TestParts.database("orders");

        assertThat(second.jdbcUrl()).isNotEqualTo(first.jdbcUrl());
        for (var each : new TestDatabase[] {first, second}) {
            try (var connection = DriverManager.getConnection(each.jdbcUrl(), each.username(), each.password())) {
                connection.createStatement().execute("CREATE TABLE mine (id int)");
            }
        }
    }

    @Test
    void givesEveryCallerTheSameBroker() {
        assertThat(TestParts.bootstrapServers()).isEqualTo(TestParts.bootstrapServers());
        assertThat(TestParts.kafka().pid()).isPositive();
    }
}
