package dev.orderly.events.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.LoopbackProxy.Fate;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/**
 * Insertion ids that have no entry yet when later ones get their positions: every entry that appears there gets its position,
 * whatever happens to its transaction, and the other holes are closed.
 */
class HolesIT {

    private static final String INSERT = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
            SELECT gen_random_uuid(), 'hole.filled.v1', '/holes', ?, now(), 'application/json', convert_to(?, 'UTF8')
            FROM generate_series(1, ?)""";

    /** An event of the subject "stuck" has its insertion id, and waits until it may be written. */
    private static final String STUCK = """
            CREATE FUNCTION wait_if_stuck() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NEW.subject = 'stuck' THEN
                    PERFORM pg_advisory_xact_lock_shared(1);
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER wait_if_stuck BEFORE INSERT ON orderly.event_entry
            FOR EACH ROW EXECUTE FUNCTION wait_if_stuck()""";

    private static final String WAITING = """
            SELECT count(*) = 1 FROM pg_locks
            WHERE locktype = 'advisory' AND NOT granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""";

    private static final String COMMIT_AND_ROLL_BACK = """
            DO $$
            BEGIN
                FOR i IN 1..%d LOOP
                    INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
                    VALUES (gen_random_uuid(), 'hole.filled.v1', '/holes', 'undone', now(), 'application/json', '{}');
                    ROLLBACK;
                    INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
                    VALUES (gen_random_uuid(), 'hole.filled.v1', '/holes', 'done', now(), 'application/json', '{}');
                    COMMIT;
                END LOOP;
            END $$""";

    private static final int LIMIT = 100;

    @TempDir
    private static Path directory;

    private static LocalPostgres server;
    private static int databases;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private String database;
    private JdbcClient jdbc;
    private EventSequencer sequencer;

    @BeforeAll
    static void startServer() {
        server = LocalPostgres.onFreePort(directory).with(Map.of("max_prepared_transactions", "10"));
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createStore() {
        database = "holes_" + ++databases;
        server.createDatabase(database, "secret");
        Flyway.configure()
                .dataSource(server.jdbcUrl(database), database, "secret")
                .schemas("orderly")
                .table("schema_history")
                .locations("classpath:dev/orderly/events/schema")
                .load()
                .migrate();
        jdbc = jdbc(server.jdbcUrl(database));
        new EntryPartitions(jdbc, new InsertionSequence(jdbc)).afterPropertiesSet();
        jdbc.sql(STUCK).update();
        sequencer = new JdbcEventSequencer(jdbc);
    }

    @AfterEach
    void closeConnections() throws Exception {
        for (var each : opened) {
            each.close();
        }
    }

    @Test
    void anEventThatCommitsLateGetsItsPositionThen() throws Exception {
        var late = writer();
        late.insert("late");
        commit("early");
        assertThat(number()).containsExactly("early");
        assertThat(number()).isEmpty();

        late.commit();
        assertThat(number()).containsExactly("late");
        assertThatAllHolesAreClosed();
    }

    @Test
    void aRollbackLeavesNoHoleIfNoOtherTransactionRuns() {
        // A transaction of the server itself may run the first time.
        await().untilAsserted(() -> {
            commit("before");
            var undone = writer();
            undone.insert("undone");
            undone.execute("ROLLBACK");
            commit("behind");
            assertThat(number()).containsExactly("before", "behind");
            assertThat(holes()).isZero();
        });
    }

    @Test
    void aTransactionThatHasItsInsertionIdAndHasWrittenNothingYetIsWaitedFor() throws Exception {
        // PostgreSQL writes a sequence ahead to the log, 32 values at a time, and whoever writes gets a transaction id
        // by that.
        commit("first");
        assertThat(number()).containsExactly("first");
        var release = writer();
        release.execute("SELECT pg_advisory_lock(1)");
        var stuck = writer();
        var inserted = CompletableFuture.runAsync(() -> stuck.insert("stuck"));
        awaitStuck();
        commit("early");
        assertThat(number()).containsExactly("early");
        assertThat(numberOften()).isEmpty();

        release.execute("SELECT pg_advisory_unlock(1)");
        inserted.get();
        assertThat(numberOften()).isEmpty();
        stuck.commit();
        assertThat(number()).containsExactly("stuck");
        assertThatAllHolesAreClosed();
    }

    /** Its id is higher than that of every transaction that has ended, and no snapshot lists it. */
    @Test
    void aTransactionThatBeganLastIsWaitedForAlthoughItsInsertionIdIsLower() throws Exception {
        // A new sequencer reads twice, and the first time uses up a transaction id.
        commit("first");
        assertThat(number()).containsExactly("first");
        var early = writer();
        early.execute("SELECT pg_current_xact_id()");
        var late = writer();
        late.insert("late");
        early.insert("early");
        early.commit();
        assertThat(number()).containsExactly("early");
        assertThat(numberOften()).isEmpty();

        late.commit();
        assertThat(number()).containsExactly("late");
        assertThatAllHolesAreClosed();
    }

    @Test
    void aTransactionWhoseBackendIsTerminatedLeavesAHoleThatIsClosed() throws Exception {
        var release = writer();
        release.execute("SELECT pg_advisory_lock(1)");
        var stuck = writer();
        var inserted = CompletableFuture.runAsync(() -> stuck.insert("stuck"));
        awaitStuck();
        commit("early");
        assertThat(number()).containsExactly("early");

        jdbc.sql("SELECT pg_terminate_backend(?)")
                .param(stuck.pid)
                .query(Boolean.class)
                .single();
        assertThat(inserted).failsWithin(Duration.ofMinutes(1));
        assertThatAllHolesAreClosed();
        commit("next");
        assertThat(number()).containsExactly("next");
    }

    @Test
    void aPreparedTransactionIsWaitedForAlsoAfterACrashOfTheServer() throws Exception {
        var prepared = writer();
        prepared.insert("prepared");
        prepared.execute("PREPARE TRANSACTION 'late'");
        commit("early");
        assertThat(number()).containsExactly("early");
        assertThat(numberOften()).isEmpty();

        server.kill();
        server.start();
        assertThat(numberOften()).isEmpty();
        commit("next");
        assertThat(number()).containsExactly("next");

        jdbc.sql("COMMIT PREPARED 'late'").update();
        assertThat(number()).containsExactly("prepared");
        assertThatAllHolesAreClosed();
    }

    @Test
    void aTransactionThatIsPreparedAfterItsHoleWasFoundIsWaitedFor() throws Exception {
        var prepared = writer();
        prepared.insert("prepared");
        commit("early");
        assertThat(number()).containsExactly("early");
        prepared.execute("PREPARE TRANSACTION 'later'");
        assertThat(numberOften()).isEmpty();

        jdbc.sql("COMMIT PREPARED 'later'").update();
        assertThat(number()).containsExactly("prepared");
    }

    @Test
    void whatASavepointRollsBackIsAHoleAndTheRestIsNumbered() throws Exception {
        var late = writer();
        late.insert("kept");
        late.execute("SAVEPOINT one");
        late.insert("undone");
        late.execute("ROLLBACK TO SAVEPOINT one");
        late.insert("kept too");
        late.execute("SAVEPOINT two");
        late.insert("released");
        late.execute("RELEASE SAVEPOINT two");
        commit("early");
        assertThat(number()).containsExactly("early");
        late.commit();
        assertThat(number()).containsExactly("kept", "kept too", "released");
        assertThatAllHolesAreClosed();
    }

    @Test
    void anAggregatesLaterEventDoesNotOvertakeTheEarlierOneInAHole() throws Exception {
        var late = writer();
        late.insert("aggregate");
        commit("early");
        assertThat(number()).containsExactly("early");
        late.commit();
        commit("aggregate, next");
        assertThat(number()).containsExactly("aggregate", "aggregate, next");
    }

    @Test
    void aSequencerThatStartsWaitsForTransactionsThatRunAlready() throws Exception {
        var late = writer();
        late.insert("late");
        commit("early");
        assertThat(number()).containsExactly("early");

        var successor = new JdbcEventSequencer(jdbc);
        for (int i = 0; i < 5; i++) {
            assertThat(successor.number(LIMIT).entries()).isEmpty();
        }
        late.commit();
        assertThat(subjects(successor.number(LIMIT))).containsExactly("late");
        assertThat(sequencer.number(LIMIT).head()).isEqualTo(2);
    }

    @Test
    void severalSequencersGiveEachPositionOnce() throws Exception {
        var other = new JdbcEventSequencer(jdbc);
        var late = writer();
        late.insert("late");
        commit("one");
        assertThat(number()).containsExactly("one");
        var later = writer();
        later.insert("later");
        commit("two");
        assertThat(subjects(other.number(LIMIT))).containsExactly("two");
        assertThat(number()).isEmpty();

        late.commit();
        assertThat(subjects(other.number(LIMIT))).containsExactly("late");
        later.commit();
        assertThat(number()).containsExactly("later");
        assertThat(other.number(LIMIT).entries()).isEmpty();
        assertThat(other.number(LIMIT).head()).isEqualTo(4);
        assertThatAllHolesAreClosed();
    }

    @Test
    void aLargeHoleThatIsFilledAtOnceIsNumberedInBatchesAndInOrder() throws Exception {
        var late = writer();
        late.insert("late", 3 * LIMIT + 10);
        commit("early");
        assertThat(number()).containsExactly("early");
        late.commit();
        commit("next");

        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            numbered.addAll(number());
        }
        assertThat(numbered.subList(0, 3 * LIMIT + 10)).containsOnly("late");
        assertThat(numbered).hasSize(3 * LIMIT + 11).endsWith("next");
        assertThatAllHolesAreClosed();
    }

    @Test
    void whileATransactionStaysOpenNoBatchGetsDearerHoweverManyOthersRollBack() throws Exception {
        var before = fastestBatch();
        var open = writer();
        open.insert("open");
        try (var others = DriverManager.getConnection(
                        server.jdbcUrl(database) + "?options=-c%20synchronous_commit%3Doff", database, "secret");
                var statement = others.createStatement()) {
            statement.execute(COMMIT_AND_ROLL_BACK.formatted(20_000));
        }
        while (!sequencer.number(5_000).entries().isEmpty()) {
            // until every committed event has its position
        }
        assertThat(holes()).isGreaterThanOrEqualTo(20_000);

        assertThat(fastestBatch()).isLessThan(before.multipliedBy(3));
        open.commit();
        assertThat(number()).containsExactly("open");
        assertThatAllHolesAreClosed();
    }

    /** It is frozen when it has read and not yet saved. */
    @Test
    void aSequencerThatWasFrozenGivesNoPositionTwice() throws Exception {
        var frozen = new CountDownLatch(1);
        var thaw = new CountDownLatch(1);
        try (var proxy = LoopbackProxy.before(port())) {
            var slow = new JdbcEventSequencer(jdbc(server.jdbcUrl(database).replace(":" + port(), ":" + proxy.port())));
            slow.number(LIMIT);
            proxy.inspect(bytes -> {
                if (new String(bytes, ISO_8859_1).contains("UPDATE orderly.event_head")) {
                    frozen.countDown();
                    awaitLatch(thaw);
                }
                return Fate.PASS;
            });
            var late = writer();
            late.insert("late");
            commit("one");
            var slowly = CompletableFuture.supplyAsync(() -> slow.number(LIMIT));
            awaitLatch(frozen);

            assertThat(number()).containsExactly("one");
            late.commit();
            assertThat(number()).containsExactly("late");
            commit("two");
            thaw.countDown();

            assertThat(subjects(slowly.get())).containsExactly("two");
            assertThat(slowly.get().head()).isEqualTo(3);
        }
    }

    /** The batch is larger than the buffers of the sockets. */
    @Test
    void aSequencerThatIsFrozenWhileItReceivesABatchBlocksNobody() throws Exception {
        try (var proxy = LoopbackProxy.before(port())) {
            var frozen =
                    new JdbcEventSequencer(jdbc(server.jdbcUrl(database).replace(":" + port(), ":" + proxy.port())));
            frozen.number(LIMIT);
            var asked = new CountDownLatch(1);
            proxy.inspect(bytes -> {
                if (new String(bytes, ISO_8859_1).contains("event_hole")) {
                    asked.countDown();
                    proxy.delay(Duration.ofMinutes(5));
                }
                return Fate.PASS;
            });
            IntStream.range(0, LIMIT).forEach(each -> commit("x".repeat(70_000)));
            var receiving = CompletableFuture.supplyAsync(() -> frozen.number(LIMIT));
            awaitLatch(asked);

            assertThat(CompletableFuture.supplyAsync(this::number))
                    .succeedsWithin(Duration.ofSeconds(30))
                    .asInstanceOf(LIST)
                    .hasSize(LIMIT);
            assertThat(receiving).isNotDone();
        }
    }

    private void assertThatAllHolesAreClosed() {
        await().untilAsserted(() -> {
            assertThat(number()).isEmpty();
            assertThat(holes()).isZero();
        });
    }

    private long holes() {
        return jdbc.sql("SELECT count(*) FROM orderly.event_hole")
                .query(Long.class)
                .single();
    }

    private Duration fastestBatch() {
        return IntStream.range(0, 20)
                .mapToObj(each -> {
                    commit("batch");
                    long started = System.nanoTime();
                    assertThat(number()).containsExactly("batch");
                    return Duration.ofNanos(System.nanoTime() - started);
                })
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private List<String> number() {
        return subjects(sequencer.number(LIMIT));
    }

    /** As often as it takes to close a hole that may be closed. */
    private List<String> numberOften() {
        List<String> numbered = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            numbered.addAll(number());
        }
        return numbered;
    }

    private static List<String> subjects(EventSequencer.Numbered numbered) {
        return numbered.entries().stream()
                .map(each -> each.metadata().subject())
                .toList();
    }

    private void awaitStuck() {
        await().until(() -> jdbc.sql(WAITING).query(Boolean.class).single());
    }

    private void commit(String subject) {
        jdbc.sql(INSERT).params(subject, subject, 1).update();
    }

    private Writer writer() throws SQLException {
        var writer = new Writer(DriverManager.getConnection(server.jdbcUrl(database), database, "secret"));
        opened.add(writer);
        return writer;
    }

    private JdbcClient jdbc(String url) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(database);
        pool.setPassword("secret");
        pool.setMinimumIdle(0);
        opened.add(pool);
        return JdbcClient.create(pool);
    }

    private static int port() {
        return Integer.parseInt(server.jdbcUrl("").replaceAll("\\D*127\\.0\\.0\\.1:(\\d+).*", "$1"));
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A transaction that the test holds open. */
    private static final class Writer implements AutoCloseable {

        private final Connection connection;
        private final int pid;

        Writer(Connection connection) throws SQLException {
            this.connection = connection;
            this.pid = connection.unwrap(PGConnection.class).getBackendPID();
            connection.setAutoCommit(false);
        }

        void insert(String subject) {
            insert(subject, 1);
        }

        void insert(String subject, int events) {
            try (var insert = connection.prepareStatement(INSERT)) {
                insert.setString(1, subject);
                insert.setString(2, subject);
                insert.setInt(3, events);
                insert.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        void execute(String sql) throws SQLException {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        void commit() throws SQLException {
            connection.commit();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
