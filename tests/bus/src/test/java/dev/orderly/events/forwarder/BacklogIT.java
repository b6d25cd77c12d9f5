package dev.orderly.events.forwarder;

import java.nio.file.Path;
import java.time.Duration;

import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * What has piled up is forwarded by a process with little memory. It begins with more bytes in large events than that has;
 * {@code -Dorderly.backlog} says how many events follow.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"orderly.source=" + BacklogIT.SOURCE, "orderly.forwarder.batch-size=4000"})
class BacklogIT {

    static final String SOURCE = "/backlog";

    private static final String TOPIC = "backlog-events";
    private static final int BACKLOG = Integer.getInteger("orderly.backlog", 20_000);
    private static final int LARGE = 300;

    private static final String INSERT = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
            SELECT gen_random_uuid(), 'backlog.piled.v1', ?, 'pile-' || n % 1000, now(), 'application/json',
                   convert_to('"' || repeat('x', CASE WHEN n <= ? THEN 890000 ELSE 250 END) || '"', 'UTF8')
            FROM generate_series(1, ?) AS n""";

    private static TestDatabase database;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path logs;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        database = TestSystem.connectDatabase(registry, "backlog");
    }

    @Test
    void aBacklogIsForwardedInLittleMemory() throws Exception {
        jdbc.sql(INSERT).params(SOURCE, LARGE, BACKLOG).update();
        var log = logs.resolve("forwarder.log");

        try (var forwarder =
                ForwarderProcess.start(database, SOURCE, TOPIC, log, "-Xmx256m", "-XX:+ExitOnOutOfMemoryError")) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(10))
                    .failFast("the forwarder has ended", () -> forwarder.hasEndedWithin(0))
                    .until(() -> forwarded() == BACKLOG);
        }

        TopicRecords.assertEachOnceAndInOrder(TOPIC, BACKLOG);
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
