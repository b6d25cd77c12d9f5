package dev.orderly.events.forwarder;

import java.time.Duration;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.system.TestSystem;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A service that publishes and listens, while nothing happens. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"orderly.source=/idle", "orderly.topic=idle-events", "orderly.subscriptions=idle-events"})
class IdleIT {

    private static final Logger log = LoggerFactory.getLogger(IdleIT.class);

    private static final Duration WATCHED = Duration.ofSeconds(5);

    /**
     * Twice as many as there should be: the forwarder looks for events of other processes and touches its lock, once a
     * second each, and the inbox looks for a due retry.
     */
    private static final int QUERIES_A_SECOND = 10;

    private int looksAtRest;
    private long transactions;
    private Duration cpu = Duration.ZERO;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "idle");
    }

    /** In two looks in a row: PostgreSQL counts some transactions a moment late, so one look may miss them. */
    @Test
    void anIdleServiceAsksItsDatabaseNextToNothing() {
        Awaitility.await()
                .pollInterval(WATCHED)
                .atMost(Duration.ofMinutes(2))
                .until(this::looksAtRest, inARow -> inARow >= 2);
    }

    private int looksAtRest() {
        var isAtRest = transactionsSinceLastTime() <= WATCHED.toSeconds() * QUERIES_A_SECOND;
        looksAtRest = isAtRest ? looksAtRest + 1 : 0;
        return looksAtRest;
    }

    private long transactionsSinceLastTime() {
        var usedSoFar = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        long askedSoFar = transactions();
        long asked = askedSoFar - transactions;
        log.info(
                "At rest: {} transactions and {} ms of processor time a second",
                asked / WATCHED.toSeconds(),
                usedSoFar.minus(cpu).toMillis() / WATCHED.toSeconds());
        transactions = askedSoFar;
        cpu = usedSoFar;
        return asked;
    }

    private long transactions() {
        return jdbc.sql("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")
                .query(Long.class)
                .single();
    }

    @EventType("idle.ticked.v1")
    record Ticked(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @EventHandler
        void on(Ticked event) {}
    }
}
