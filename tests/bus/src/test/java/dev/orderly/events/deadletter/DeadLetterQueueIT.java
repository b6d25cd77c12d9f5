package dev.orderly.events.deadletter;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.Message.Header;
import dev.orderly.testsupport.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The queue on a real database, without the rest of the bus. */
class DeadLetterQueueIT {

    private static final String CONSUMER = "shelves";
    private static final String TOPIC = "shelf-events";

    private static HikariDataSource pool;
    private static JdbcClient jdbc;
    private static TransactionTemplate transactions;

    private final DeadLetterQueue queue = new DeadLetterQueue(jdbc, CONSUMER);

    @BeforeAll
    static void migrate() {
        var database = TestServers.database("letters");
        var dataSource = new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("orderly")
                .table("schema_history")
                .locations("classpath:dev/orderly/events/schema")
                .load()
                .migrate();
        pool = new HikariDataSource();
        pool.setDataSource(dataSource);
        pool.setMaximumPoolSize(4);
        // The speed of the disk is not what is tested.
        pool.setConnectionInitSql("SET synchronous_commit = off");
        jdbc = JdbcClient.create(pool);
        transactions = new TransactionTemplate(new JdbcTransactionManager(pool));
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE orderly.dead_letter").update();
    }

    @Test
    void aMessageIsKeptByteForByte() {
        var message = new Message(
                TOPIC,
                TOPIC + "-0@1",
                new byte[] {(byte) 0xff, 0, 1},
                List.of(
                        new Header("n".repeat(70_000), new byte[] {0, (byte) 0xff}),
                        new Header("가\0", null),
                        new Header("", new byte[0]),
                        new Header("", new byte[] {1})),
                new byte[] {(byte) 0xfe});

        queue.retryLater(message, 1, "a reason with \0", Duration.ZERO);
        queue.settle();

        assertThat(queue.due(10)).singleElement().satisfies(due -> assertThat(due.message())
                .usingRecursiveComparison()
                .isEqualTo(message));
    }

    @Test
    void headersThatAnEarlierVersionHasWrittenAreRead() throws Exception {
        var message = message("s-1");
        queue.retryLater(message, 1, "broken", Duration.ZERO);
        queue.settle();
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(2);
        out.writeUTF("ce_type");
        out.writeInt(2);
        out.write(new byte[] {'o', 'k'});
        out.writeUTF("none");
        out.writeInt(-1);
        jdbc.sql("UPDATE orderly.dead_letter SET headers = ?")
                .param(bytes.toByteArray())
                .update();

        assertThat(queue.due(10)).singleElement().satisfies(due -> assertThat(
                        due.message().headers())
                .usingRecursiveComparison()
                .isEqualTo(List.of(new Header("ce_type", new byte[] {'o', 'k'}), new Header("none", null))));
    }

    /**
     * Says it in pages that are read, not in time, so that no slow machine fails it. VACUUM keeps what another session can
     * still see, such as the ANALYZE of autovacuum, so it is repeated.
     */
    @Tag("full")
    @Test
    void aPollReadsAFewPagesHoweverManyLettersWait() {
        var another = new DeadLetterQueue(jdbc, "another");
        letters("another", 50_000, "s-1");
        letters(CONSUMER, 50_000, "s-1");
        jdbc.sql("UPDATE orderly.dead_letter SET parked = true WHERE consumer = ? AND position = 1")
                .param(CONSUMER)
                .update();
        another.settle();
        queue.settle();

        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            jdbc.sql("VACUUM ANALYZE orderly.dead_letter").update();
            assertThat(pagesSettled()).as("with no new letter").isLessThan(100);
            queue.waitBehind(message("s-1"));
            queue.park(message(UUID.randomUUID().toString()), 10, "broken");
            assertThat(pagesSettled()).as("with two new letters").isLessThan(200);
            assertThat(pagesRead(DeadLetterQueue.LOCK_DUE, CONSUMER)).isLessThan(100);
            assertThat(pagesRead(DeadLetterQueue.SELECT_DUE, CONSUMER, 500, 500))
                    .isLessThan(100);
            assertThat(pagesRead(DeadLetterQueue.SELECT_DUE, "another", 500, 500))
                    .isLessThan(5_000);
            assertThat(pagesRead(DeadLetterQueue.BLOCKED, topics(500), otherKeys(500), CONSUMER))
                    .as("for 500 aggregates that have no letter")
                    .isLessThan(500 * 10);
        });
        assertThat(pagesRead(DeadLetterQueue.IS_IN_USE, CONSUMER, CONSUMER)).isLessThan(100);
        assertThat(pagesRead(DeadLetterQueue.IS_IN_USE, "nobody", "nobody")).isLessThan(100);
        assertThat(queue.isInUse()).isTrue();
        assertThat(queue.lockDue()).isEmpty();
        assertThat(queue.due(500)).isEmpty();
        assertThat(another.due(500)).hasSize(500);
    }

    @Tag("full")
    @Test
    void aQueueIsDrainedInATimeProportionalToItsLength() {
        drain(1_000);
        // Before and after, as the machine may have become slower meanwhile.
        long few = drain(1_000);
        long many = drain(10_000);
        few += drain(1_000);

        assertThat(many).isLessThan(4 * 10 * few / 2);
    }

    @Test
    void aLetterThatArrivesWhileTheOneBeforeItIsRemovedBecomesTheHead() {
        var key = "s-1";
        queue.retryLater(message(key), 1, "broken", Duration.ZERO);
        queue.settle();

        transactions.executeWithoutResult(status -> {
            queue.remove(queue.lockDue().orElseThrow());
            elsewhere(() -> {
                assertThat(queue.blockedOf(List.of(message(key))).contains(message(key)))
                        .isTrue();
                queue.waitBehind(message(key));
                queue.settle();
            });
        });
        queue.settle();

        assertThat(queue.due(10)).hasSize(1);
    }

    @Test
    void aLetterThatArrivedDuringARetryIsTheNextHead() {
        var key = "s-1";
        queue.retryLater(message(key), 1, "broken", Duration.ZERO);
        queue.settle();

        transactions.executeWithoutResult(status -> {
            var due = queue.lockDue().orElseThrow();
            elsewhere(() -> {
                queue.waitBehind(message(key));
                queue.waitBehind(message(key));
                queue.settle();
            });
            queue.remove(due);
        });

        assertThat(queue.due(10)).hasSize(2);
        assertThat(transactions.<Boolean>execute(status -> queue.lockDue().isPresent()))
                .isTrue();
    }

    @Test
    void aRowThatAnOperatorDeletesStopsNoQueue() {
        for (int i = 0; i < 3; i++) {
            queue.park(message("s-1"), 10, "broken");
        }
        queue.settle();

        jdbc.sql("DELETE FROM orderly.dead_letter WHERE id = (SELECT min(id) FROM orderly.dead_letter)")
                .update();
        jdbc.sql("UPDATE orderly.dead_letter SET parked = false").update();

        assertThat(queue.due(10)).hasSize(2);
    }

    @Test
    void anAggregateIsSentUpToItsFirstParkedLetter() {
        var parked = message("s-1");
        queue.waitBehind(message("s-1"));
        queue.waitBehind(message("s-1"));
        queue.park(parked, 3, "too large");
        queue.waitBehind(message("s-1"));
        queue.waitBehind(message("s-2"));
        queue.settle();

        var due = queue.due(10);
        assertThat(due).hasSize(2);
        queue.removeThrough(due.get(1).eventId());

        assertThat(queue.due(10))
                .singleElement()
                .satisfies(each -> assertThat(each.message().key()).isEqualTo("s-2".getBytes(UTF_8)));
    }

    private long drain(int letters) {
        letters(CONSUMER, letters, "s-1");
        jdbc.sql("VACUUM ANALYZE orderly.dead_letter").update();
        var begin = System.nanoTime();
        queue.settle();
        for (int i = 0; i < letters; i++) {
            transactions.executeWithoutResult(
                    status -> queue.remove(queue.lockDue().orElseThrow()));
        }
        var time = System.nanoTime() - begin;
        assertThat(queue.isInUse()).isFalse();
        return time;
    }

    private static void letters(String consumer, int letters, String key) {
        jdbc.sql("""
                INSERT INTO orderly.dead_letter
                    (consumer, event_id, type, topic, origin, key, position, headers, payload, parked, attempts, reason)
                SELECT ?, gen_random_uuid(), 'shelf.stacked.v1', ?, 'shelf-events-0@' || n, ?, n, '\\x00000000', '\\x7b7d',
                       false, 0, 'waits'
                FROM generate_series(1, ?) AS n""").params(consumer, TOPIC, key, letters).update();
    }

    private static String[] topics(int count) {
        return Stream.generate(() -> TOPIC).limit(count).toArray(String[]::new);
    }

    private static String[] otherKeys(int count) {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toArray(String[]::new);
    }

    private static long pagesSettled() {
        return pagesRead(explain(DeadLetterQueue.SETTLE)
                .param("consumer", CONSUMER)
                .param("limit", DeadLetterQueue.SETTLED_TOGETHER));
    }

    private static long pagesRead(String sql, Object... parameters) {
        return pagesRead(explain(sql).params(Arrays.asList(parameters)));
    }

    private static JdbcClient.StatementSpec explain(String sql) {
        return jdbc.sql("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + sql);
    }

    private static long pagesRead(JdbcClient.StatementSpec explained) {
        var plan = explained.query(String.class).single();
        var root = new JsonMapper().readTree(plan).get(0).get("Plan");
        return root.get("Shared Hit Blocks").asLong()
                + root.get("Shared Read Blocks").asLong();
    }

    /** On another connection, while the running transaction goes on. */
    private static void elsewhere(Runnable action) {
        CompletableFuture.runAsync(action).orTimeout(1, TimeUnit.MINUTES).join();
    }

    private static Message message(String key) {
        var id = UUID.randomUUID().toString();
        return new Message(
                TOPIC,
                TOPIC + "-0@" + id,
                key.getBytes(UTF_8),
                List.of(
                        new Header("ce_id", id.getBytes(UTF_8)),
                        new Header("ce_type", "shelf.stacked.v1".getBytes(UTF_8))),
                new byte[] {'{', '}'});
    }
}
