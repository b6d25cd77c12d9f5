package dev.orderly.events.deadletter;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.Message.Header;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The queue on a real database, without the rest of the bus. */
class DeadLetterQueueIT {

    private static final String CONSUMER = "shelves";

    private static HikariDataSource pool;
    private static JdbcClient jdbc;
    private static TransactionTemplate transactions;

    private final DeadLetterQueue queue = new DeadLetterQueue(jdbc, CONSUMER);

    @BeforeAll
    static void migrate() {
        pool = Letters.migrated(TestServers.database("letters"));
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
                Letters.TOPIC,
                Letters.TOPIC + "-0@1",
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
        var message = Letters.message("s-1");
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
        queue.retryLater(Letters.message(key), 1, "broken", Duration.ZERO);
        queue.settle();

        transactions.executeWithoutResult(status -> {
            queue.remove(queue.lockDue().orElseThrow());
            elsewhere(() -> {
                assertThat(queue.blockedOf(List.of(Letters.message(key))).contains(Letters.message(key)))
                        .isTrue();
                queue.waitBehind(Letters.message(key));
                queue.settle();
            });
        });
        queue.settle();

        assertThat(queue.due(10)).hasSize(1);
    }

    @Test
    void aLetterThatArrivedDuringARetryIsTheNextHead() {
        var key = "s-1";
        queue.retryLater(Letters.message(key), 1, "broken", Duration.ZERO);
        queue.settle();

        transactions.executeWithoutResult(status -> {
            var due = queue.lockDue().orElseThrow();
            elsewhere(() -> {
                queue.waitBehind(Letters.message(key));
                queue.waitBehind(Letters.message(key));
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
            queue.park(Letters.message("s-1"), 10, "broken");
        }
        queue.settle();

        jdbc.sql("DELETE FROM orderly.dead_letter WHERE id = (SELECT min(id) FROM orderly.dead_letter)")
                .update();
        jdbc.sql("UPDATE orderly.dead_letter SET parked = false").update();

        assertThat(queue.due(10)).hasSize(2);
    }

    @Test
    void anAggregateIsSentUpToItsFirstParkedLetter() {
        var parked = Letters.message("s-1");
        queue.waitBehind(Letters.message("s-1"));
        queue.waitBehind(Letters.message("s-1"));
        queue.park(parked, 3, "too large");
        queue.waitBehind(Letters.message("s-1"));
        queue.waitBehind(Letters.message("s-2"));
        queue.settle();

        var due = queue.due(10);
        assertThat(due).hasSize(2);
        queue.removeThrough(due.get(1).eventId());

        assertThat(queue.due(10))
                .singleElement()
                .satisfies(each -> assertThat(each.message().key()).isEqualTo("s-2".getBytes(UTF_8)));
    }

    private long drain(int letters) {
        Letters.insert(jdbc, CONSUMER, letters, "s-1");
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

    /** On another connection, while the running transaction goes on. */
    private static void elsewhere(Runnable action) {
        CompletableFuture.runAsync(action).orTimeout(1, TimeUnit.MINUTES).join();
    }
}
