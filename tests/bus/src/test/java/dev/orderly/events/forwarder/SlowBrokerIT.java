package dev.orderly.events.forwarder;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** A broker that takes less than a whole batch within the transaction's timeout: it throttles, as hosted brokers do. */
@Tag("full")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = "orderly.source=" + SlowBrokerIT.SOURCE)
class SlowBrokerIT {

    static final String SOURCE = "/slow";

    private static final String TOPIC = "slow-events";
    private static final int EVENTS = 120;
    private static final double BYTES_A_SECOND = 300_000;

    private static final String INSERT = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
            SELECT gen_random_uuid(), 'slow.piled.v1', ?, 'pile-' || n % 10, now(), 'application/json',
                   convert_to('"' || repeat('x', 60000) || '"', 'UTF8')
            FROM generate_series(1, ?) AS n""";

    private static TestDatabase database;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path logs;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        database = TestSystem.connectDatabase(registry, "slow");
    }

    @Test
    void aBacklogGetsThroughABrokerThatIsSlowerThanABatch() throws Exception {
        jdbc.sql(INSERT).params(SOURCE, EVENTS).update();
        var log = logs.resolve("forwarder.log");

        throttle(BYTES_A_SECOND);
        try (var forwarder = ForwarderProcess.start(database, SOURCE, TOPIC, log)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(4))
                    .failFast("the forwarder has ended", () -> forwarder.hasEndedWithin(0))
                    .until(() -> forwarded() == EVENTS);
            assertThat(forwarder.hasSaid("failed (attempt 1)"))
                    .as("a batch was too large for this broker")
                    .isTrue();
        } finally {
            throttle(null);
        }

        TopicRecords.assertEachOnceAndInOrder(TOPIC, EVENTS);
    }

    private static void throttle(Double bytesASecond) throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            var forwarder = new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, "slow-forwarder"));
            var rate = new ClientQuotaAlteration.Op("producer_byte_rate", bytesASecond);
            admin.alterClientQuotas(List.of(new ClientQuotaAlteration(forwarder, List.of(rate))))
                    .all()
                    .get();
        }
    }

    private long forwarded() {
        return jdbc.sql("SELECT coalesce(max(position), 0) FROM orderly.forwarder_position")
                .query(Long.class)
                .single();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
