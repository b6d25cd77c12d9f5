package dev.orderly.events.deadletter;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import dev.orderly.localstack.installed.InstalledPostgres;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the queue's statements cost with 100,000 dead letters, nearly all of one consumer and one aggregate: the planner then expects a
 * letter of any aggregate everywhere. Says it in pages that are read, not in time, so that no slow
 * machine fails it. An older PostgreSQL has other plans: it is tested if one is installed.
 */
@Tag("full")
class DeadLetterPagesIT {

    private static final String CONSUMER = "shelves";
    private static final String ANOTHER = "another";
    private static final int BATCH = 500;

    @Test
    void aPollReadsAFewPagesHoweverManyLettersWait() {
        measure(TestServers.database("letter_pages"));
    }

    @EnabledIf(
            value = "dev.orderly.localstack.installed.InstalledPostgres#isPresent",
            disabledReason = "no PostgreSQL is installed (Debian: postgresql)")
    @Test
    void theSameHoldsOnTheInstalledServer() throws Exception {
        try (var server = InstalledPostgres.start(Map.of())) {
            measure(TestDatabase.create(server, "letters"));
        }
    }

    private static void measure(TestDatabase database) {
        try (var pool = Letters.migrated(database)) {
            measure(JdbcClient.create(pool));
        }
    }

    /** VACUUM keeps what another session can still see, such as the ANALYZE of autovacuum, so it is repeated. */
    private static void measure(JdbcClient jdbc) {
        var queue = new DeadLetterQueue(jdbc, CONSUMER);
        var another = new DeadLetterQueue(jdbc, ANOTHER);
        Letters.insert(jdbc, ANOTHER, 2 * BATCH, "s-1");
        Letters.insert(jdbc, CONSUMER, 100_000, "s-1");
        jdbc.sql("UPDATE orderly.dead_letter SET parked = true WHERE consumer = ? AND position = 1")
                .param(CONSUMER)
                .update();
        another.settle();
        queue.settle();
        var pages = new Pages(jdbc);

        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            jdbc.sql("VACUUM ANALYZE orderly.dead_letter").update();
            assertThat(pages.settled()).as("with no new letter").isLessThan(100);
            queue.waitBehind(Letters.message("s-1"));
            queue.park(Letters.message(UUID.randomUUID().toString()), 10, "broken");
            assertThat(pages.settled()).as("with two new letters").isLessThan(200);
            assertThat(pages.read(DeadLetterQueue.LOCK_DUE, CONSUMER)).isLessThan(100);
            assertThat(pages.read(DeadLetterQueue.SELECT_DUE, CONSUMER, BATCH, BATCH))
                    .isLessThan(100);
            assertThat(pages.read(DeadLetterQueue.SELECT_DUE, ANOTHER, BATCH, BATCH))
                    .isLessThan(10 * BATCH);
            assertThat(pages.read(DeadLetterQueue.BLOCKED, topics(), otherKeys(), CONSUMER))
                    .as("for aggregates that have no letter")
                    .isLessThan(10 * BATCH);
        });
        assertThat(pages.read(DeadLetterQueue.IS_IN_USE, CONSUMER, CONSUMER)).isLessThan(100);
        assertThat(pages.read(DeadLetterQueue.IS_IN_USE, "nobody", "nobody")).isLessThan(100);
        assertThat(queue.isInUse()).isTrue();
        assertThat(queue.lockDue()).isEmpty();
        assertThat(queue.due(BATCH)).isEmpty();
        assertThat(another.due(BATCH)).hasSize(BATCH);
    }

    private static String[] topics() {
        return Stream.generate(() -> Letters.TOPIC).limit(BATCH).toArray(String[]::new);
    }

    private static String[] otherKeys() {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(BATCH).toArray(String[]::new);
    }

    private record Pages(JdbcClient jdbc) {

        long settled() {
            return read(explain(DeadLetterQueue.SETTLE)
                    .param("consumer", CONSUMER)
                    .param("limit", DeadLetterQueue.SETTLED_TOGETHER));
        }

        long read(String sql, Object... parameters) {
            return read(explain(sql).params(Arrays.asList(parameters)));
        }

        private static long read(JdbcClient.StatementSpec explained) {
            var plan = explained.query(String.class).single();
            var root = new JsonMapper().readTree(plan).get(0).get("Plan");
            return root.get("Shared Hit Blocks").asLong()
                    + root.get("Shared Read Blocks").asLong();
        }

        private JdbcClient.StatementSpec explain(String sql) {
            return jdbc.sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql);
        }
    }
}
