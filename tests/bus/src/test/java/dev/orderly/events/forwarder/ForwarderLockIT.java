package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** Who forwards, when holders are busy, stuck or cut off. */
class ForwarderLockIT {

    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration PATIENT = Duration.ofMinutes(10);
    private static final Duration IMPATIENT = Duration.ofMillis(500);

    private static TestDatabase database;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void makeDatabase() {
        database = TestServers.database("locks");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var each : opened) {
            each.close();
        }
    }

    @Test
    void aHolderThatIsBusyForLongerThanItsLeaseKeepsTheLock() throws Exception {
        var busy = lock(pool(true), PATIENT);
        var standBy = lock(pool(true), PATIENT);
        assertThat(busy.tryAcquire()).isTrue();

        await().during(LEASE.multipliedBy(4)).until(() -> !standBy.tryAcquire());

        assertThat(busy.isHeld()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHolderThatIsStuckLosesTheLock(boolean autoCommit) throws Exception {
        var stuck = lock(pool(autoCommit), IMPATIENT);
        var standBy = lock(pool(autoCommit), PATIENT);
        assertThat(stuck.tryAcquire()).isTrue();

        await().until(standBy::tryAcquire);

        assertThat(stuck.isHeld()).isFalse();
        assertThat(stuck.tryAcquire()).isFalse();
    }

    @Test
    void aLockWhoseConnectionIsCutIsLostAndCanBeTakenAgain() throws Exception {
        var pool = pool(true);
        var cut = lock(pool, PATIENT);
        assertThat(cut.tryAcquire()).isTrue();

        JdbcClient.create(pool(true))
                .sql("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
                .query()
                .listOfRows();

        await().until(() -> !cut.isHeld());
        assertThat(cut.isHeld()).isFalse();
        assertThat(cut.tryAcquire()).isTrue();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
    }

    @Test
    void theConnectionGoesBackToItsPoolAsItCame() throws Exception {
        var pool = pool(true);
        var former = lock(pool, PATIENT);
        var next = lock(pool(true), PATIENT);
        assertThat(former.tryAcquire()).isTrue();
        var backend = JdbcClient.create(pool(true))
                .sql("SELECT pid FROM pg_locks WHERE locktype = 'advisory'")
                .query(Integer.class)
                .single();

        former.close();

        assertThat(next.tryAcquire()).isTrue();
        var jdbc = JdbcClient.create(pool);
        assertThat(jdbc.sql("SELECT pg_backend_pid()").query(Integer.class).single())
                .as("the session that held the lock")
                .isEqualTo(backend);
        assertThat(jdbc.sql("SHOW idle_session_timeout").query(String.class).single())
                .isEqualTo("0");
    }

    private ForwarderLock lock(HikariDataSource pool, Duration patience) {
        var lock = new ForwarderLock(pool, "/locked", LEASE, patience);
        opened.add(0, lock);
        return lock;
    }

    /** Of one process: with one connection, so that it is known which one is given back. */
    private HikariDataSource pool(boolean autoCommit) {
        var pool = new HikariDataSource();
        pool.setJdbcUrl(database.jdbcUrl());
        pool.setUsername(database.username());
        pool.setPassword(database.password());
        pool.setMaximumPoolSize(1);
        pool.setAutoCommit(autoCommit);
        opened.add(pool);
        return pool;
    }
}
