package dev.orderly.testsupport;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Runs on containers or on processes; the servers have the same settings in both. */
class SharedServersIT {

    @Test
    void createsAnEmptyDatabaseForEachCall() throws SQLException {
        var first = TestServers.database("orders");
        var second = TestServers.database("orders");

        assertThat(second.jdbcUrl()).isNotEqualTo(first.jdbcUrl());
        for (var each : List.of(first, second)) {
            ask(each, "CREATE TABLE mine AS SELECT 1 AS id");
        }
        var stranger = new TestDatabase(first.jdbcUrl(), second.username(), second.password());
        assertThatThrownBy(() -> ask(stranger, "SELECT 1")).hasMessageContaining("permission denied");
    }

    @Test
    void isADurablePostgres18ThatSortsByCodePoint() throws SQLException {
        var database = TestServers.database("settings");

        assertThat(ask(database, "SHOW server_version")).startsWith("18");
        assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
        assertThat(ask(database, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask(database, "SHOW max_connections")).isEqualTo("200");
        assertThat(ask(database, "SELECT min(word) FROM (VALUES ('a'), ('B')) AS words (word)"))
                .isEqualTo("B");
    }

    @Test
    void isABrokerThatCreatesNoTopicAutomaticallyAndHasSmallInternalTopics() throws Exception {
        assertThat(TestServers.bootstrapServers()).isEqualTo(TestServers.bootstrapServers());

        var broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            var settings = admin.describeConfigs(List.of(broker))
                    .all()
                    .get(1, TimeUnit.MINUTES)
                    .get(broker);
            assertThat(settings.get("auto.create.topics.enable").value()).isEqualTo("false");
            assertThat(settings.get("transaction.state.log.num.partitions").value())
                    .isEqualTo("1");
            assertThat(settings.get("group.initial.rebalance.delay.ms").value()).isEqualTo("0");
        }
    }

    @Test
    void givesAProcessOnlyToAClassThatIsOnProcesses() {
        assertThatThrownBy(TestServers::kafka).hasMessageContaining("@OnProcesses");
        assertThatThrownBy(TestServers::postgres).hasMessageContaining("@OnProcesses");
    }

    private static String ask(TestDatabase database, String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
            var result = statement.getResultSet();
            return result != null && result.next() ? result.getString(1) : "";
        }
    }
}
